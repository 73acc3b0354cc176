import { InvalidArgumentError } from 'commander'
import { openFloatFile } from '../../data/float-file.ts'
import { calibrateTensor, type MethodResult, type TensorCalibration } from '../../stages/calibrate-tensor.ts'
import { integerOption, numberOption } from '../arguments.ts'
import type { Host } from '../host.ts'
import { formatTable } from '../table.ts'
import type { Verb } from '../verb.ts'

interface TensorFlags {
  bins?: number
  percentile?: number[]
}

/** The mse and entropy searches start at bin 128; counters end at 65536. */
function binsOption(text: string): number {
  const bins = integerOption(256)(text)
  if (bins > 65536) throw new InvalidArgumentError('Expected at most 65536 bins.')
  return bins
}

function percentileOption(text: string, previous: number[] = []): number[] {
  return [...previous, numberOption(1e-9, 100)(text)]
}

/** Seven digits: what a float32 has. */
function digits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : 'inf'
}

function describe({ methods, histogram, values, nan, infinite }: TensorCalibration): string {
  const rows = Object.entries(methods)
  const column = (title: string, text: (result: MethodResult) => string) => ({
    title,
    value: ([, result]: (typeof rows)[number]) => text(result),
    align: 'right' as const,
  })
  const table = formatTable(rows, [
    { title: 'method', value: ([method]) => method },
    column('amax', ({ amax }) => digits(amax)),
    column('scale', ({ scale }) => digits(scale)),
    column('clipped', ({ clippedShare }) => `${(100 * clippedShare).toFixed(4)} %`),
    column('MSE', ({ mse }) => mse.toExponential(4)),
    column('SQNR dB', ({ sqnrDb }) => (Number.isFinite(sqnrDb) ? sqnrDb.toFixed(2) : 'inf')),
  ])
  const strange = nan + infinite === 0 ? '' : `, left out: ${nan} NaN, ${infinite} infinite`
  return `${table}\n${values} values, ${histogram.bins} bins of ${digits(histogram.width)}${strange}`
}

async function tensorCommand(host: Host, paths: readonly string[], flags: TensorFlags): Promise<void> {
  const files = paths.map(openFloatFile)
  const { bins, percentile: percentiles } = flags
  const found = await host.task(`Calibrate on ${paths.length} files`, async (context) =>
    calibrateTensor(files, { bins, percentiles }, context),
  )
  host.result({ ...found, files: paths }, () => describe(found))
}

/** `quantbench tensor FILE…`: every calibrator on values from files. */
export const tensor: Verb = {
  register(program, withHost) {
    const command = program
      .command('tensor')
      .description('every calibration method on values from files: amax, clipping, error')
      .argument('<file...>', 'batches in order: raw little-endian float32, or .npy')
      .option('--bins <n>', 'bins of the first batch (default 2048)', binsOption)
      .option('--percentile <p>', 'percentile (repeatable; default 99.99)', percentileOption)
    const host = withHost(command)
    command.action((paths: string[], flags: TensorFlags) => tensorCommand(host(), paths, flags))
  },
}
