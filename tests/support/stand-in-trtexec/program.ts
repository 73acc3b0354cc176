// Stands in for NVIDIA's trtexec in tests: prints what it would print, with invented figures. Takes its settings from
// the environment variable STAND_IN_TRTEXEC.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StandInFailure, StandInLayer, StandInSettings } from './settings.ts'

const settings: StandInSettings = JSON.parse(process.env['STAND_IN_TRTEXEC'] ?? '{}')
const { version, flags, failures = [], buildMs = 5, measureMs = 5 } = settings
const args = process.argv.slice(2)
const values = new Map(
  args.map((arg) => {
    const [name, ...rest] = arg.replace(/^--/, '').split('=')
    return [name, rest.join('=')] as const
  }),
)
const [major, minor, patch] = version.split('.').map(Number)
const number = major * (major < 10 ? 1000 : 10000) + minor * 100 + patch
const banner = (verdict: string) =>
  `&&&& ${verdict} TensorRT.trtexec [TensorRT v${number}] # trtexec ${args.join(' ')}`

const print = (line: string) => process.stdout.write(`${line}\n`)
const info = (text: string) => print(`[11/21/2026-08:00:00] [I] ${text}`)
const library = (text: string) => print(`[11/21/2026-08:00:00] [I] [TRT] ${text}`)
const warn = (text: string) => print(`[11/21/2026-08:00:00] [W] [TRT] ${text}`)
const error = (text: string) => process.stderr.write(`[11/21/2026-08:00:00] [E] ${text}\n`)

function help(): string {
  if (settings.help !== undefined) return settings.help
  const lines = flags.map((flag) => `  --${flag}=<value>            of ${flag}`)
  return [banner('RUNNING'), '=== Build Options ===', ...lines].join('\n')
}

function fail(...errors: string[]): never {
  for (const text of errors) error(text)
  print(banner('FAILED'))
  process.exit(1)
}

const TEXTS: Partial<Record<StandInFailure, readonly string[]>> = {
  'out-of-memory': [
    'Error Code 2: OutOfMemory (Requested size was 17179869184 bytes.)',
    '[TRT] [executionContext.cpp::initialize] Error Code 2: OutOfMemory',
  ],
  'unsupported-operator': [
    '[TRT] ModelImporter.cpp:949: While parsing node number 7 [NonZero -> "nz"]:',
    '[TRT] onnxOpImporters.cpp:5390: No importer registered for op: NonZero',
    'Failed to parse onnx file',
  ],
  asymmetric: [
    '[TRT] ModelImporter.cpp:949: While parsing node number 3 [QuantizeLinear -> "q"]:',
    '[TRT] onnxOpImporters.cpp:1270: TensorRT only supports symmetric quantization. The zero point must be all zeros.',
  ],
  'zero-scale': [
    '[TRT] ModelImporter.cpp:949: While parsing node number 3 [QuantizeLinear -> "q"]:',
    '[TRT] onnxOpImporters.cpp:1284: Assertion failed: scale.isPositive() && "Scale coefficients must all be positive"',
  ],
  'scale-count': [
    '[TRT] ModelImporter.cpp:949: While parsing node number 5 [DequantizeLinear -> "d"]:',
    '[TRT] onnxOpImporters.cpp:1291: The number of scales is not equal to the number of output channels',
  ],
  'missing-plugin': [
    '[TRT] ModelImporter.cpp:949: While parsing node number 9 [EfficientNMS_TRT -> "n"]:',
    '[TRT] getPluginCreator could not find plugin: EfficientNMS_TRT version: 1',
  ],
  'cuda-version': ['[TRT] CUDA initialization failure with error: 35'],
  'no-gpu': ['Cuda failure: no CUDA-capable device is detected'],
  'other-version': [
    '[TRT] IRuntime::deserializeCudaEngine: Error Code 1: Serialization (Serialization assertion stdVersionRead == kSERIALIZATION_VERSION failed.Version tag does not match. Note: Current Version: 239, Serialized Engine Version: 232)',
  ],
}

async function misbehave(how: StandInFailure): Promise<void> {
  if (how === 'silence') process.exit(3)
  if (how === 'crash') process.kill(process.pid, 'SIGSEGV')
  if (how === 'missing-library') {
    process.stderr.write(
      'trtexec: error while loading shared libraries: libnvinfer.so.10: cannot open shared object file: No such file or directory\n',
    )
    process.exit(127)
  }
  if (how === 'stubborn') {
    process.on('SIGTERM', () => undefined)
    const program = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000)"
    const child = spawn(process.execPath, ['-e', program], { detached: true, stdio: 'ignore' })
    info(`child ${child.pid}`)
  }
  if (how === 'hang' || how === 'stubborn') {
    info('Start parsing network model.')
    await sleep(600_000)
  }
  fail(...(TEXTS[how] ?? ['strange']))
}

function precisionOf(): string {
  if (values.has('int8')) return 'int8'
  if (values.has('best')) return 'best'
  if (values.has('fp16')) return 'fp16'
  return values.has('stronglyTyped') ? 'typed' : 'fp32'
}

function describeDevice(): void {
  info('=== Device Information ===')
  info('Selected Device: Stand-In GPU')
  info('Compute Capability: 8.6')
  info('SMs: 16')
  info(`TensorRT version: ${version}`)
}

async function build(): Promise<string> {
  const onnx = values.get('onnx') ?? ''
  if (!existsSync(onnx)) fail(`[TRT] ModelImporter.cpp:733: Could not open file ${onnx}`)
  info('Start parsing network model.')
  info('Finished parsing network model. Parse time: 0.0162636')
  warn('Calibrator is not being used.')
  await sleep(buildMs)
  const engine = JSON.stringify({ stand: 'in', version, precision: precisionOf(), onnx })
  const saved = values.get('saveEngine')
  if (saved !== undefined) writeFileSync(saved, engine)
  const timing = values.get('timingCacheFile')
  if (timing !== undefined) appendFileSync(timing, `${onnx}\n`)
  info('Created engine with size: 12.5765 MiB')
  info(`Engine built in ${(buildMs / 1000).toFixed(5)} sec.`)
  return engine
}

function loaded(): { version: string; precision: string } {
  const path = values.get('loadEngine') ?? ''
  if (!existsSync(path)) fail(`Error opening engine file: ${path}`)
  const engine: { version: string; precision: string } = JSON.parse(readFileSync(path, 'utf8'))
  if (engine.version !== version) fail(...(TEXTS['other-version'] ?? []))
  return engine
}

const LAYERS = ['conv1 + relu', 'Reformatting CopyNode for Input Tensor 0 to conv2', 'conv2']

function layersOf(precision: string): readonly StandInLayer[] {
  const given = settings.layers?.[precision]
  if (given !== undefined) return given
  const format = precision === 'int8' ? 'Int8 NC/32HW32' : 'Row major linear FP16 format'
  return LAYERS.map((name, at) => ({
    Name: name,
    LayerType: name.startsWith('Reformat') ? 'Reformat' : 'CaskConvolution',
    Inputs: [{ Name: `t${at}`, Dimensions: [1, 8, 16, 16], 'Format/Datatype': format }],
    Outputs: [{ Name: `t${at + 1}`, Dimensions: [1, 8, 16, 16], 'Format/Datatype': format }],
    TacticValue: '0x0',
  }))
}

function layersJson(precision: string): string {
  return JSON.stringify({ Layers: layersOf(precision), Bindings: ['images', 'output'] })
}

function profileJson(precision: string, meanMs: number): string {
  const layers = layersOf(precision)
  const rows = layers.map(({ Name: name }) => {
    const averageMs = meanMs / layers.length
    return { name, timeMs: averageMs * 100, averageMs, medianMs: averageMs, percentage: 100 / layers.length }
  })
  return JSON.stringify([{ count: 100 }, ...rows])
}

/** A sawtooth around the mean, so that percentiles differ. */
function latencies(meanMs: number): number[] {
  return Array.from({ length: 100 }, (_, at) => meanMs * (0.9 + 0.002 * at + 0.001))
}

function timesJson(meanMs: number): string {
  const warmUp = Number(values.get('warmUp') ?? 200)
  let at = 0
  const queries = [...Array.from({ length: 10 }, () => 9 * meanMs), ...latencies(meanMs)].map(
    (latency, index) => {
      const start = index < 10 ? (warmUp * index) / 10 : warmUp + at
      if (index >= 10) at += latency
      return {
        ...{ startEnqMs: start, endEnqMs: start + 0.01, startH2dMs: start, endH2dMs: start },
        ...{ startComputeMs: start, endComputeMs: start + latency, startD2hMs: start + latency },
        ...{ endD2hMs: start + latency, h2dMs: 0, computeMs: latency, d2hMs: 0, latencyMs: latency },
      }
    },
  )
  return JSON.stringify(queries)
}

function summary(meanMs: number): void {
  const sorted = latencies(meanMs)
  const percentiles = (values.get('percentile') ?? '99').split(',').map((percent) => {
    const value = sorted[Math.min(99, Number(percent))]
    return `percentile(${percent}%) = ${value} ms`
  })
  const statistics = `min = ${sorted[0]} ms, max = ${sorted[99]} ms, mean = ${meanMs} ms, median = ${meanMs} ms, ${percentiles.join(', ')}`
  info('=== Performance summary ===')
  info(`Throughput: ${1000 / meanMs} qps`)
  info(`Latency: ${statistics}`)
  info('Enqueue Time: min = 0.1 ms, max = 0.1 ms, mean = 0.1 ms, median = 0.1 ms, percentile(99%) = 0.1 ms')
  info(`GPU Compute Time: ${statistics}`)
  info('Total Host Walltime: 3.00005 s')
}

async function measure(precision: string): Promise<void> {
  info('Engine deserialized in 0.00188653 sec.')
  library(
    '[MemUsageChange] TensorRT-managed allocation in IExecutionContext creation: CPU +0, GPU +2, now: CPU 0, GPU 8 (MiB)',
  )
  info('Starting inference')
  await sleep(measureMs)
  const meanMs = settings.latencyMs?.[precision] ?? 2
  info('Warmup completed 10 queries over 200 ms')
  info('Timing trace has 100 queries over 3.00005 s')
  info(`Average on 10 runs - GPU latency: ${meanMs} ms - Host latency: ${meanMs} ms (enqueue 0.1 ms)`)
  const write = (flag: string, content: () => string) => {
    const path = values.get(flag)
    if (path !== undefined) writeFileSync(path, content())
  }
  write('exportTimes', () => timesJson(meanMs))
  const recorded = settings.recorded?.[precision]
  const textOf = (path: string | undefined) => (path === undefined ? undefined : readFileSync(path, 'utf8'))
  write('exportProfile', () => textOf(recorded?.profile) ?? profileJson(precision, meanMs))
  write('exportLayerInfo', () => textOf(recorded?.layers) ?? layersJson(precision))
  if (values.has('dumpProfile') && !values.has('separateProfileRun')) return
  summary(meanMs)
}

if (settings.journal !== undefined) appendFileSync(settings.journal, `${args.join(' ')}\n`)
const failure = failures.find(({ when }) => new RegExp(when).test(args.join(' ')))
if (failure?.how === 'missing-library') await misbehave(failure.how)
if (args.length === 0 || values.has('help')) {
  print(help())
  process.exit(0)
}
print(banner('RUNNING'))
for (const name of values.keys()) {
  if (!flags.includes(name)) {
    print(help())
    fail(`Unknown option: --${name} ${values.get(name)}`)
  }
}
describeDevice()
if (failure !== undefined) await misbehave(failure.how)
const precision = values.has('loadEngine') ? loaded().precision : (await build(), precisionOf())
if (values.has('skipInference') || values.has('buildOnly'))
  info('Skipped inference phase since --skipInference is added.')
else await measure(precision)
print(banner('PASSED'))
