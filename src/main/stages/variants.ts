import { QuantbenchError } from '../base/errors.ts'
import { CALIBRATION_METHODS, type CalibrationMethod } from '../calib/methods.ts'

/** One way of running the model that the main job compares. */
export type Variant =
  | { kind: 'fp32'; label: string }
  | { kind: 'fp16'; label: string }
  | { kind: 'ptq'; label: string; method: CalibrationMethod; percentile?: number }
  /** Fine-tuned from a PTQ variant: the one of this label, or the least accurate one. */
  | { kind: 'qat'; label: string; from: string | null }

const METHODS: ReadonlyMap<string, CalibrationMethod> = new Map(
  CALIBRATION_METHODS.map((method) => [method, method]),
)

export const DEFAULT_VARIANTS = 'fp32,fp16,ptq:max,ptq:percentile,ptq:mse,ptq:entropy'

/**
 * Variants from text such as `fp32,fp16,ptq:mse,ptq:percentile@99.9`. The float model is always first: the others are
 * measured against it; fine-tuned ones (`qat`, `qat:mse`) come after those they start from. Throws USAGE.
 */
export function parseVariants(text: string): Variant[] {
  const names = text.split(',').map((name) => name.trim())
  const variants = names.map(parseVariant)
  const rest = variants.filter(({ kind }) => kind !== 'fp32')
  const labels = new Set(rest.map(({ label }) => label))
  if (labels.size < rest.length) throw unknown(text, 'a variant is named twice')
  const tuned = rest.filter((variant) => variant.kind === 'qat')
  const made = rest.filter((variant) => variant.kind !== 'qat')
  for (const { label, from } of tuned) requireParent(label, from, made)
  return [{ kind: 'fp32', label: 'fp32' }, ...made, ...tuned]
}

function requireParent(label: string, from: string | null, made: readonly Variant[]): void {
  const parents = made.filter(({ kind }) => kind === 'ptq')
  if (from === null ? parents.length > 0 : parents.some((parent) => parent.label === from)) return
  throw unknown(label, `it starts from ${from ?? 'a ptq variant'}, which is not in the list`)
}

function parseVariant(name: string): Variant {
  if (name === 'fp32' || name === 'fp16') return { kind: name, label: name }
  if (name === 'qat') return { kind: 'qat', label: name, from: null }
  if (name.startsWith('qat:'))
    return { kind: 'qat', label: name, from: parseVariant(name.replace('qat', 'ptq')).label }
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
    wayOut: `Choose from fp32, fp16, ptq:METHOD with ${CALIBRATION_METHODS.join(', ')} (percentile@99.9 sets the percentile), and qat or qat:METHOD.`,
  })
}
