import { basename } from 'node:path'
import { benchmarkModels, type BenchmarkResult } from '../../../stages/benchmark.ts'
import { isHalf, isQuantized, openModelFile } from '../../../stages/model-file.ts'
import { refuseTensorRt } from '../../../stages/refuse-tensorrt.ts'
import type { Host } from '../../host.ts'
import { formatTable } from '../../table.ts'
import { describeMachine } from './machine-text.ts'

export interface OrtBenchFlags {
  batch: number
  repeats?: number
  warmup?: number
  size?: { height: number; width: number }
  quantization: 'simulate' | 'native'
}

function describe(result: BenchmarkResult): string {
  const ms = (value: number) => value.toFixed(2)
  const table = formatTable(result.models, [
    { title: 'model', value: (row) => row.model },
    { title: 'mean ms', value: (row) => ms(row.meanMs), align: 'right' },
    { title: '± ms', value: (row) => ms(row.stdMs), align: 'right' },
    { title: 'p50 ms', value: (row) => ms(row.p50Ms), align: 'right' },
    { title: 'p90 ms', value: (row) => ms(row.p90Ms), align: 'right' },
    { title: 'p99 ms', value: (row) => ms(row.p99Ms), align: 'right' },
    { title: 'FPS', value: (row) => row.fps.toFixed(1), align: 'right' },
    { title: 'ratio', value: (row) => `${row.ratio.toFixed(2)}×`, align: 'right' },
    { title: 'size MB', value: (row) => row.sizeMB.toFixed(2), align: 'right' },
    { title: 'memory MB', value: (row) => row.memoryMB.toFixed(0), align: 'right' },
  ])
  const where = `ONNX Runtime ${result.runtimeVersion}, ${result.provider} provider, batch ${result.batch}, ${result.repeats} rounds, Q/DQ ${result.quantization}, peak memory ${result.peakMemoryMB.toFixed(0)} MB`
  return [table, where, describeMachine(result.telemetry), ...result.notes].join('\n')
}

/** `quantbench bench MODEL… --backend ort`: latencies in ONNX Runtime side by side. */
export async function benchInOnnxRuntime(
  host: Host,
  paths: readonly string[],
  flags: OrtBenchFlags,
): Promise<void> {
  const { device, threads, seed } = host.options
  refuseTensorRt(device, 'bench')
  const entries = paths.map((path) => {
    const file = openModelFile(path)
    return {
      label: basename(path),
      model: file.path,
      sizeBytes: file.sizeBytes,
      quantized: isQuantized(file.model),
      half: isHalf(file.model),
    }
  })
  const { batch, repeats, warmup, size, quantization } = flags
  const found = await host.task(`Benchmark ${entries.map(({ label }) => label).join(', ')}`, (context) =>
    benchmarkModels(entries, { device, threads, seed, batch, repeats, warmup, size, quantization }, context),
  )
  const { telemetrySeries: _points, ...document } = found
  host.result(document, () => describe(found))
}
