import { METHODS, type Method, type VariantState } from './form-state.ts'

const moreOf = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((name) => name.trim())
    .filter(Boolean)

/** As the command line names them, in the order of the matrix. */
export function variantsOf({ fp32, fp16, methods, tuned, qat, more }: VariantState): string[] {
  const named = [
    ...(fp32 ? ['fp32'] : []),
    ...(fp16 ? ['fp16'] : []),
    ...methods.map((method) => `ptq:${method}`),
    ...moreOf(more),
    ...(qat ? ['qat'] : []),
    ...tuned.map((method) => `qat:${method}`),
  ]
  return [...new Set(named)]
}

const methodAfter = (prefix: string, variants: readonly string[]): Method[] =>
  METHODS.filter((method) => variants.includes(`${prefix}:${method}`))

/** The matrix with a list of variants filled in. */
export function variantState(variants: readonly string[]): VariantState {
  const methods = methodAfter('ptq', variants)
  const tuned = methodAfter('qat', variants)
  const plain = new Set(['fp32', 'fp16', 'qat', ...METHODS.flatMap((each) => [`ptq:${each}`, `qat:${each}`])])
  return {
    fp32: variants.includes('fp32'),
    fp16: variants.includes('fp16'),
    methods,
    tuned,
    qat: variants.includes('qat'),
    more: variants.filter((variant) => !plain.has(variant)).join(', '),
  }
}

const FURTHER = /^(?:ptq|qat):percentile@(\d+(?:\.\d+)?)$/

export type VariantProblem = 'none' | 'unknown' | 'parent'

/**
 * What is wrong with the choice: nothing chosen, one that does not exist, or a fine-tuning of a PTQ variant that is not
 * made; null where it is right.
 */
export function variantProblem(state: VariantState): VariantProblem | null {
  const variants = variantsOf(state)
  if (variants.length === 0) return 'none'
  const wrong = moreOf(state.more).some((name) => {
    const percentile = Number(FURTHER.exec(name)?.[1])
    return !(percentile > 0 && percentile <= 100)
  })
  if (wrong) return 'unknown'
  const made = variants.filter((variant) => variant.startsWith('ptq:'))
  const orphan = variants.some((variant) =>
    variant === 'qat'
      ? made.length === 0
      : variant.startsWith('qat:') && !made.includes(variant.replace('qat', 'ptq')),
  )
  return orphan ? 'parent' : null
}

export const quantizes = (state: VariantState) => variantsOf(state).some((each) => /^(ptq|qat)/.test(each))
export const fineTunes = (state: VariantState) => variantsOf(state).some((each) => each.startsWith('qat'))

/** Switches PTQ by a method; without it there is nothing to fine-tune. */
export function togglePtq(state: VariantState, method: Method): VariantState {
  const on = !state.methods.includes(method)
  const methods = METHODS.filter((each) => (each === method ? on : state.methods.includes(each)))
  const tuned = state.tuned.filter((each) => methods.includes(each))
  return { ...state, methods, tuned, qat: state.qat && (methods.length > 0 || state.more !== '') }
}

/** Switches fine-tuning of a method's PTQ variant, which it brings with it. */
export function toggleTuned(state: VariantState, method: Method): VariantState {
  const on = !state.tuned.includes(method)
  const tuned = METHODS.filter((each) => (each === method ? on : state.tuned.includes(each)))
  const methods = METHODS.filter((each) => state.methods.includes(each) || (on && each === method))
  return { ...state, methods, tuned }
}
