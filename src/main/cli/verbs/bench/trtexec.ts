import { basename } from 'node:path'
import { openSettings } from '../../../api/settings-file.ts'
import { QuantbenchError } from '../../../base/errors.ts'
import { storedEngines } from '../../../runs/engine-cache.ts'
import { EngineRecord } from '../../../runs/engine-record.ts'
import { resolveHome } from '../../../runs/home.ts'
import type { RunRecorder } from '../../../runs/run-recorder.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import { benchmarkEngines, type EngineBenchmarkResult } from '../../../stages/trtexec-benchmark.ts'
import type { EngineEntry } from '../../../stages/trtexec-contestants.ts'
import type { EngineRow } from '../../../stages/trtexec-row.ts'
import { openTrtexec, type TrtexecTool } from '../../../stages/trtexec-tool.ts'
import { modelNameAt } from '../../../runs/model-name.ts'
import type { Host } from '../../host.ts'
import { formatTable } from '../../table.ts'
import { withRecorder } from '../../with-store.ts'
import { describeMachine } from './machine-text.ts'
import { makeSeedEntries } from './seed.ts'
import { benchmarkOptions, type TrtexecBenchFlags } from './trtexec-flags.ts'
import { levelOfLine } from '../../../trt/log-line.ts'

function describe(result: EngineBenchmarkResult): string {
  const ms = (value: number) => value.toFixed(3)
  const table = formatTable(result.models, [
    { title: 'engine', value: (row) => row.model },
    { title: 'precision', value: (row) => row.precision },
    { title: 'mean ms', value: (row) => ms(row.meanMs), align: 'right' },
    { title: '± ms', value: (row) => ms(row.stdMs), align: 'right' },
    { title: 'p50 ms', value: (row) => ms(row.p50Ms), align: 'right' },
    { title: 'p90 ms', value: (row) => ms(row.p90Ms), align: 'right' },
    { title: 'p99 ms', value: (row) => ms(row.p99Ms), align: 'right' },
    { title: 'FPS', value: (row) => row.fps.toFixed(1), align: 'right' },
    { title: 'ratio', value: (row) => `${row.ratio.toFixed(2)}×`, align: 'right' },
    { title: 'engine MB', value: (row) => row.engineMB.toFixed(2), align: 'right' },
    { title: 'build s', value: ({ buildS, reused }) => buildText(buildS, reused), align: 'right' },
    { title: 'GPU MB', value: ({ gpuMemoryMB }) => gpuMemoryMB?.toFixed(0) ?? '–', align: 'right' },
  ])
  const { tensorrt, gpu, repeats, measure, trtexec } = result
  const where = `TensorRT ${tensorrt} (${trtexec.path}) on ${gpu?.name ?? 'an unnamed GPU'}, ${repeats} repeats of ${measure.durationS} s, CUDA graph ${measure.cudaGraph ? 'on' : 'off'}, transfers ${measure.dataTransfers ? 'included' : 'left out'}`
  const failures = result.failures.map(({ model, code, message, wayOut }) =>
    `${model}: ${code}: ${message}. ${wayOut ?? ''}`.trim(),
  )
  const commands = result.models.flatMap(({ model, commands: { build, measure: run, profile } }) => [
    `${model}:`,
    ...[build, run, profile].flatMap((line) => (line === null || line === '' ? [] : [`  ${line}`])),
  ])
  const machine = describeMachine(result.telemetry)
  return [table, where, machine, ...failures, ...result.notes, '', ...commands].join('\n')
}

function buildText(buildS: number | null, reused: boolean): string {
  const took = buildS?.toFixed(1) ?? '–'
  return reused ? `(${took})` : took
}

async function openTool(host: Host, flags: TrtexecBenchFlags): Promise<TrtexecTool> {
  const { trtexec: setting } = openSettings(resolveHome({ option: host.options.home })).get()
  return openTrtexec(flags.trtexec ?? setting)
}

function entriesOf(paths: readonly string[], { precision, calibCache }: TrtexecBenchFlags): EngineEntry[] {
  if (calibCache !== undefined && precision !== 'int8-implicit') {
    throw new QuantbenchError(
      'USAGE',
      `--calib-cache serves implicit INT8 only, got --precision ${precision}`,
      {
        wayOut: 'Add --precision int8-implicit, or leave the cache out.',
      },
    )
  }
  return paths.map((path) => ({
    label: basename(path),
    file: openModelFile(path),
    calibrationCache: calibCache,
    ...(precision === 'auto' ? {} : { precision }),
  }))
}

/** `quantbench bench MODEL… --backend trtexec`: engines built, measured against each other and kept as runs. */
export async function benchInTensorRt(
  host: Host,
  paths: readonly string[],
  flags: TrtexecBenchFlags,
): Promise<void> {
  const asked = flags.preset === undefined ? entriesOf(paths, flags) : null
  const tool = await openTool(host, flags)
  const first = openModelFile(paths[0])
  await withRecorder(host, async (recorder) => {
    const name = `${paths.map((path) => modelNameAt(recorder.store, path)).join(', ')} in TensorRT`
    const about = { kind: 'benchmark', name, parameters: { preset: flags.preset ?? null } } as const
    const head = await recorder.start(about, { file: first, family: null, datasets: [] })
    recorder.store.runs.update(head.id, { groupId: head.id })
    await recorder.during([head.id], async () => {
      const named = asked?.map((entry) => ({ ...entry, label: modelNameAt(recorder.store, entry.file.path) }))
      const entries = named ?? (await makeSeedEntries(host, recorder, head, first, tool, flags))
      const { result, runOfRow } = await race(host, recorder, head.id, tool, entries, flags)
      const { telemetrySeries: _points, models, ...document } = result
      const rows = models.map((row) => ({ ...row, run: runOfRow(row) }))
      host.result({ run: head.id, ...document, models: rows }, () => describe(result))
    })
  })
}

async function race(
  host: Host,
  recorder: RunRecorder,
  headId: string,
  tool: TrtexecTool,
  entries: readonly EngineEntry[],
  flags: TrtexecBenchFlags,
) {
  const record = new EngineRecord(recorder, headId, tool)
  const cache = storedEngines(recorder.store)
  const onLog = flags.log === true ? (line: string) => host.note(line, levelOfLine(line)) : undefined
  const options = { ...benchmarkOptions(flags), cache, listener: record, onLog }
  try {
    const names = entries.map(({ label }) => label).join(', ')
    const result = await host.task(`Benchmark ${names}`, (context) =>
      benchmarkEngines(tool, entries, options, context),
    )
    record.finish(result)
    return { result, runOfRow: (row: EngineRow) => record.runOfRow(row) }
  } catch (error) {
    record.abandon(error)
    throw error
  }
}
