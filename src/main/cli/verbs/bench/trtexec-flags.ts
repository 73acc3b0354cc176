import { Command, Option } from 'commander'
import { QuantbenchError } from '../../../base/errors.ts'
import type { EngineBenchmarkOptions } from '../../../stages/trtexec-race.ts'
import { PRECISIONS, type MeasureIntent, type Precision } from '../../../trt/trtexec-intent.ts'
import { collect, integerOption, numberOption } from '../../arguments.ts'
import type { DetectorFlags } from '../../detector-flags.ts'

/** Flags of `bench` that only TensorRT knows, with those that it shares. */
export interface TrtexecBenchFlags extends DetectorFlags {
  batch: number
  repeats?: number
  preset?: 'seed'
  calib?: string
  split?: string
  images?: number
  table?: string
  stopOnProblem?: boolean
  trtexec?: string
  precision: Precision | 'auto'
  calibCache?: string
  fp16: boolean
  minBatch?: number
  maxBatch?: number
  workspace?: number
  tf32: boolean
  plugin?: string[]
  gpu: number
  warmupMs?: number
  duration?: number
  iterations?: number
  streams?: number
  cudaGraph: boolean
  spinWait: boolean
  transfers?: boolean
  layers: boolean
  rebuild?: boolean
  timeout: number
  log?: boolean
  trtexecVerbose?: boolean
}

/** Adds them under a heading of their own in the help. */
export function addTrtexecFlags(command: Command): Command {
  return command
    .optionsGroup('With --backend trtexec:')
    .option('--trtexec <path>', 'the trtexec to use (default: the setting, PATH, TENSORRT_HOME)')
    .addOption(
      new Option('--precision <name>', 'of all engines; auto: INT8 for a Q/DQ model, else FP16')
        .choices(['auto', ...PRECISIONS])
        .default('auto'),
    )
    .option('--calib-cache <file>', 'ranges for --precision int8-implicit (`ptq --save-cache`)')
    .option('--no-fp16', 'no FP16 engine beside INT8 ones')
    .addOption(
      new Option('--preset <name>', 'FP16, implicit INT8, Q/DQ without rules and with them').choices([
        'seed',
      ]),
    )
    .option('--calib <dir>', 'images that --preset calibrates on')
    .option('--split <name>', 'split of --calib (default: its training split)')
    .option('--images <n>', 'calibrate on the first so many images', integerOption(1))
    .option('--table <file>', 'ranges for --preset, saved by `ptq --save-table`, in place of --calib')
    .option('--min-batch <n>', 'smallest batch that the engine takes', integerOption(1))
    .option('--max-batch <n>', 'largest batch that the engine takes', integerOption(1))
    .option('--workspace <MiB>', 'memory for the choice of kernels', integerOption(1))
    .option('--no-tf32', 'FP32 layers compute in full FP32')
    .option('--plugin <file>', 'library of plugins; may be repeated', collect)
    .option('--gpu <n>', "CUDA's number of the GPU", integerOption(0), 0)
    .option('--warmup-ms <ms>', 'before every measurement (default: 200)', integerOption(0))
    .option('--duration <s>', 'of every measurement (default: 3)', integerOption(0))
    .option('--iterations <n>', 'queries at least (default: 10)', integerOption(1))
    .option('--streams <n>', 'queries at the same time (default: 1)', integerOption(1))
    .option('--no-cuda-graph', 'without CUDA graphs')
    .option('--no-spin-wait', 'without active waiting')
    .option('--transfers', 'copies to and from the GPU are part of the latency')
    .option('--no-layers', 'without the times and the list of layers')
    .option('--rebuild', 'build engines anew that were built before')
    .option('--timeout <s>', 'end a run of trtexec after so long; 0: never', numberOption(0, 1e6), 7200)
    .option('--log', "show trtexec's log as it comes")
    .option('--trtexec-verbose', "trtexec's verbose log")
}

/** Throws USAGE for flags of TensorRT where another backend runs the models. */
export function refuseTrtexecFlags(command: Command): void {
  const own = new Set(addTrtexecFlags(new Command()).options.map((option) => option.attributeName()))
  for (const option of command.options) {
    const name = option.attributeName()
    if (!own.has(name) || command.getOptionValueSource(name) !== 'cli') continue
    throw new QuantbenchError('USAGE', `${option.long ?? name} goes with --backend trtexec only`, {
      wayOut: 'Add --backend trtexec, or leave it out.',
    })
  }
}

/** What the flags say of building and measuring. */
export function benchmarkOptions(flags: TrtexecBenchFlags): EngineBenchmarkOptions {
  return {
    batch: flags.batch,
    minBatch: flags.minBatch,
    maxBatch: flags.maxBatch,
    size: flags.size,
    repeats: flags.repeats,
    raceFp16: flags.fp16,
    profile: flags.layers,
    workspaceMiB: flags.workspace,
    tf32: flags.tf32,
    plugins: flags.plugin,
    device: flags.gpu,
    rebuild: flags.rebuild,
    verbose: flags.trtexecVerbose,
    timeoutMs: flags.timeout * 1000,
    measure: measureOf(flags),
  }
}

function measureOf(flags: TrtexecBenchFlags): Partial<MeasureIntent> {
  const { warmupMs, duration, iterations, streams, cudaGraph, spinWait, transfers = false } = flags
  return {
    cudaGraph,
    spinWait,
    dataTransfers: transfers,
    ...(warmupMs === undefined ? {} : { warmUpMs: warmupMs }),
    ...(duration === undefined ? {} : { durationS: duration }),
    ...(iterations === undefined ? {} : { iterations }),
    ...(streams === undefined ? {} : { streams }),
  }
}
