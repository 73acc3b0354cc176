import type { Inspection } from '../../../shared/contract/model.ts'
import { needsOf } from './form-needs.ts'
import type { FormState } from './form-state.ts'

/** Images a run where the model's file fixes them; null where any number goes. */
export function fixedBatch({ inputs }: Pick<Inspection, 'inputs'>): number | null {
  const first = inputs[0]?.dims?.[0]
  return typeof first === 'number' && first > 0 ? first : null
}

export const isQuantized = ({ quantizers }: Pick<Inspection, 'quantizers'>) =>
  quantizers.activations + quantizers.weights > 0

export const isHalf = ({ inputs }: Pick<Inspection, 'inputs'>) =>
  inputs.some(({ type }) => type.toLowerCase() === 'float16')

/** Additions whose inputs `--add` may quantize. */
export const additions = ({ operators }: Pick<Inspection, 'operators'>) =>
  operators.find(({ op }) => op === 'Add')?.count ?? 0

export type ModelProblem = 'quantized' | 'fixedBatch'

/** Why the form's kind cannot be done to the model that was inspected; null where it can. */
export function modelProblem(form: FormState, model: Inspection): ModelProblem | null {
  const needs = needsOf(form)
  if (needs.float && isQuantized(model)) return 'quantized'
  const batch = fixedBatch(model)
  return needs.batch && batch !== null && form.batch !== null && form.batch !== batch ? 'fixedBatch' : null
}

/**
 * The form with what the model asks for in fields that nobody has filled in: the batch that its file fixes, no FP16
 * variant of what is half precision already, no quantizers at additions where there are none.
 */
export function suitedTo(form: FormState, model: Inspection): FormState {
  const batch = fixedBatch(model)
  const { variants, recipe } = form
  return {
    ...form,
    batch: form.batch ?? (batch !== null && batch > 1 ? batch : null),
    variants: isHalf(model) ? { ...variants, fp16: false } : variants,
    recipe: additions(model) === 0 ? { ...recipe, add: 'none' } : recipe,
  }
}
