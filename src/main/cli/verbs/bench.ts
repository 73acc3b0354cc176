import { basename } from 'node:path'
import { Option } from 'commander'
import { benchmarkModels, type BenchmarkResult } from '../../stages/benchmark.ts'
import { isHalf, isQuantized, openModelFile } from '../../stages/model-file.ts'
import { integerOption, sizeOption } from '../arguments.ts'
import { formatTable } from '../table.ts'
import type { Verb } from '../verb.ts'

interface BenchFlags {
  batch: number
  repeats: number
  warmup: number
  size?: { height: number; width: number }
  quantization: 'simulate' | 'native'
}

/** Figures of the machine that the line under the table has room for; `--json` has all. */
const TOLD = /^CPU$|^CPU own$|SM clock$|temperature$|power$/

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
  return [table, where, describeMachine(result), ...result.notes].join('\n')
}

/** The machine during the benchmark, in one line. */
function describeMachine({ telemetry: { gpus, figures, samples } }: BenchmarkResult): string {
  const spans = figures.flatMap(({ name, unit, min, max }) => {
    if (!TOLD.test(name)) return []
    const text = (value: number) => (unit === '' ? (100 * value).toFixed(0) : value.toFixed(0))
    const span = text(min) === text(max) ? text(min) : `${text(min)}–${text(max)}`
    return [`${name} ${span} ${unit === '' ? '%' : unit}`]
  })
  const names = gpus.map(
    ({ index, name, driverVersion }) => `GPU ${index} ${name}, driver ${driverVersion ?? 'unknown'}`,
  )
  return `Meanwhile (${samples} sample${samples === 1 ? '' : 's'}): ${[...names, ...spans].join('; ')}`
}

/** `quantbench bench MODEL…`: latencies side by side. */
export const bench: Verb = {
  register(program, withHost) {
    const command = program
      .command('bench')
      .description('latency and FPS of one or several models, run in turn')
      .argument('<model...>', 'ONNX files; the first is the reference of the ratios')
      .addOption(new Option('--backend <name>', 'what runs the models').choices(['ort']).default('ort'))
      .option('--batch <n>', 'images a run', integerOption(1), 1)
      .option('--repeats <n>', 'counted rounds', integerOption(1), 50)
      .option('--warmup <n>', 'rounds before, not counted', integerOption(0), 5)
      .option('--size <HxW>', 'input size for models with dynamic axes (default 640x640)', sizeOption)
      .addOption(
        new Option('--quantization <mode>', 'how Q/DQ nodes run')
          .choices(['native', 'simulate'])
          .default('native'),
      )
    const host = withHost(command)
    command.action(async (paths: string[], flags: BenchFlags) => {
      const { task, result, options } = host()
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
      const { device, threads, seed } = options
      const found = await task(`Benchmark ${entries.map(({ label }) => label).join(', ')}`, (context) =>
        benchmarkModels(entries, { device, threads, seed, ...flags }, context),
      )
      const { telemetrySeries: _points, ...document } = found
      result(document, () => describe(found))
    })
  },
}
