import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { benchmarkEngines } from '../../../src/main/stages/trtexec-benchmark.ts'
import { runTrtexec } from '../../../src/main/stages/trtexec-run.ts'
import { openTrtexec } from '../../../src/main/stages/trtexec-tool.ts'
import { LOG_PHASES } from '../../../src/main/trt/log-phase.ts'
import { parseTimesJson, summariseTimes } from '../../../src/main/trt/times-json.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { standInTrtexec } from '../../support/stand-in-trtexec/stand-in.ts'
import { recorded, recordings, TENSORRT } from '../trt/fixture-files.ts'
import { temporaryFolder } from '../runs/temporary-store.ts'
import { noGpuTelemetry, tinyFiles } from './tiny-engines.ts'

const FP32 = 'trex/examples/pytorch/resnet/A100/fp32/resnet.onnx.engine'

/** Says and writes what TensorRT 10.16 and an A100 once did. */
function replaying(folder: string): string {
  const path = join(folder, 'trtexec')
  const file = (name: string) => reference(`${TENSORRT}/${name}`)
  writeFileSync(
    path,
    `#!/bin/sh
for argument in "$@"; do
  value="\${argument#*=}"
  case "$argument" in
    --help) cat '${file('trt-cookbook/07-Tool__trtexec__Help.txt')}'; exit ;;
    --saveEngine=*) echo engine > "$value"; zcat '${file('trt-cookbook/07-Tool__trtexec__result-02.log.gz')}'; exit ;;
    --exportTimes=*) cp '${file(`${FP32}.timing.json`)}' "$value" ;;
    --exportProfile=*) cp '${file(`${FP32}.profile.json`)}' "$value" ;;
    --exportLayerInfo=*) cp '${file(`${FP32}.graph.json`)}' "$value" ;;
  esac
done
cat '${file('trt-cookbook/07-Tool__trtexec__result-03.log')}'
`,
  )
  chmodSync(path, 0o755)
  return path
}

describeWithReference(TENSORRT, 'recorded runs of trtexec', () => {
  it('come out with their own figures', async () => {
    const folder = temporaryFolder()
    const tool = await openTrtexec(replaying(folder))
    const { float } = await tinyFiles(folder)
    const { models, gpu, tensorrt } = await benchmarkEngines(tool, [{ label: 'f', file: float }], {
      repeats: 3,
      openTelemetry: noGpuTelemetry,
    })
    expect([tensorrt, gpu?.name]).toEqual(['10.16.1', 'NVIDIA H100 PCIe'])
    const [row] = models
    const log = recorded('trt-cookbook/07-Tool__trtexec__result-03.log')
    expect(row.fps).toBeCloseTo(Number(/Throughput: ([\d.]+) qps/.exec(log)?.[1]), 6)
    expect(row.meanMs).toBeCloseTo(Number(/Latency: .*mean = ([\d.]+) ms/.exec(log)?.[1]), 6)
    expect(row.buildS).toBe(24.4854)
    expect(row.gpuMemoryMB).toBeCloseTo((8 * 2 ** 20) / 1e6, 6)
    const queries = summariseTimes(parseTimesJson(recorded(`${FP32}.timing.json`), 'times.json'))
    expect(row.p50Ms).toBeCloseTo(queries.latency.medianMs, 6)
  })

  it.each(recordings('trt-cookbook/*result-*.log'))(
    '%s is heard in the order of its phases',
    async (file) => {
      const folder = temporaryFolder()
      const program = join(folder, 'trtexec')
      writeFileSync(program, `#!/bin/sh\ncat '${reference(`${TENSORRT}/${file}`)}'\n`)
      chmodSync(program, 0o755)
      const phases: string[] = []
      const call = { program, args: [], folder, label: 'recorded', purpose: 'build' } as const
      const { log } = await runTrtexec(call, { onPhase: (phase) => phases.push(phase) })
      expect(log.outcome).toBe('passed')
      expect(phases).toEqual(LOG_PHASES.filter((phase) => phases.includes(phase)))
      expect(phases).toContain('finished')
      expect(phases.includes('measuring')).toBe(!file.includes('result-04'))
    },
  )

  it.each([
    ['8.6.1', 'trtexec-8.6.1-Help.txt'],
    ['10.0.1', 'trtexec-10.0.1-Help.txt'],
    ['10.16.1', '07-Tool__trtexec__Help.txt'],
  ])('the help of %s has every flag that a whole benchmark uses', async (version, file) => {
    const folder = temporaryFolder()
    const help = recorded(`trt-cookbook/${file}`)
    // Nothing of the program's own reading of it.
    const flags = [...new Set(Array.from(help.matchAll(/--([A-Za-z]\w*)/g), ([, flag]) => flag))]
    const standIn = standInTrtexec(folder, { version, help, flags })
    const tool = await openTrtexec(standIn.path)
    const { float, qdq } = await tinyFiles(folder)
    const { models, failures } = await benchmarkEngines(
      tool,
      [
        { label: 'float', file: float },
        { label: 'implicit', file: float, precision: 'int8-implicit' },
        { label: 'best', file: float, precision: 'best' },
        { label: 'explicit', file: qdq },
      ],
      { repeats: 1, workspaceMiB: 512, tf32: false, verbose: true, openTelemetry: noGpuTelemetry },
    )
    expect(failures).toEqual([])
    expect(models).toHaveLength(4)
    expect(standIn.starts()).toHaveLength(12)
  })
})
