import type { RunDetail } from '../../../shared/contract/run.ts'

const BACKENDS: Record<string, string> = { onnxruntime: 'ONNX Runtime', trtexec: 'TensorRT' }

/** Where speed was measured: `ONNX Runtime 1.30.0 · cpu · 2 threads · batch 1 · 30×`; empty where that was not kept. */
export function benchmarkPlace({ benchmark }: RunDetail['parameters']): string {
  if (typeof benchmark !== 'object' || benchmark === null || Array.isArray(benchmark)) return ''
  const { backend, runtimeVersion, provider, threads, batch, repeats } = benchmark
  const name = typeof backend === 'string' ? (BACKENDS[backend] ?? backend) : ''
  const parts = [
    [name, typeof runtimeVersion === 'string' ? runtimeVersion : ''].filter(Boolean).join(' '),
    typeof provider === 'string' ? provider.toUpperCase() : '',
    typeof threads === 'number' && threads > 0 ? `threads ${threads}` : '',
    typeof batch === 'number' ? `batch ${batch}` : '',
    typeof repeats === 'number' ? `n = ${repeats}` : '',
  ]
  return parts.filter(Boolean).join(' · ')
}
