import { QuantbenchError } from '../base/errors.ts'
import { CALIBRATION_METHODS, type CalibrationMethod } from '../calib/methods.ts'

/** One way of running the model that the main job compares. */
export type Variant =
  | { kind: 'fp32'; label: string }
  | { kind: 'fp16'; label: string }
  | { kind: 'ptq'; label: string; method: CalibrationMethod; percentile?: number }

const METHODS: ReadonlyMap<string, CalibrationMethod> = new Map(
  CALIBRATION_METHODS.map((method) => [method, method]),
)

export const DEFAULT_VARIANTS = 'fp32,fp16,ptq:max,ptq:percentile,ptq:mse,ptq:entropy'

/**
 * Variants from text such as `fp32,fp16,ptq:mse,ptq:percentile@99.9`. The float model is always first: the others are
 * measured against it. Throws USAGE.
 */
export function parseVariants(text: string): Variant[] {
  const names = text.split(',').map((name) => name.trim())
  const variants = names.map(parseVariant)
  const rest = variants.filter(({ kind }) => kind !== 'fp32')
  const labels = new Set(rest.map(({ label }) => label))
  if (labels.size < rest.length) throw unknown(text, 'a variant is named twice')
  return [{ kind: 'fp32', label: 'fp32' }, ...rest]
}

function parseVariant(name: string): Variant {
  if (name === 'fp32' || name === 'fp16') return { kind: name, label: name }
  const match = /^ptq:([a-z]+)(?:@([\d.]+))?$/.exec(name)
  const method = METHODS.get(match?.[1] ?? '')
  if (match === null || method === undefined) throw unknown(name, 'no such variant')
  if (match[2] === undefined) return { kind: 'ptq', label: name, method }
  const percentile = Number(match[2])
  if (method !== 'percentile' || !(percentile > 0 && percentile <= 100))
    throw unknown(name, 'only percentile takes a number, up to 100')
  return { kind: 'ptq', label: name, method, percentile }
}

function unknown(name: string, why: string): QuantbenchError {
  return new QuantbenchError('USAGE', `Expected variants such as ${DEFAULT_VARIANTS}, got ${name} (${why})`, {
    wayOut: `Choose from fp32, fp16 and ptq:METHOD with ${CALIBRATION_METHODS.join(', ')} (percentile@99.9 sets the percentile).`,
  })
}
