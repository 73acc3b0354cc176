import { describe, expect, it } from 'vitest'
import { newForm } from '../../../../src/renderer/pages/experiments/form-state.ts'
import {
  togglePtq,
  toggleTuned,
  variantProblem,
  variantsOf,
  variantState,
} from '../../../../src/renderer/pages/experiments/variant-list.ts'
import { parseVariants } from '../../../../src/main/stages/variants.ts'

const none = variantState([])

describe('the matrix of variants', () => {
  it.each([
    [['fp32', 'fp16', 'ptq:mse']],
    [['ptq:max', 'ptq:percentile@99.9', 'qat', 'qat:max']],
    [['fp16', 'ptq:percentile@99.9', 'qat:percentile@99.9']],
  ])('shows %j and gives them back', (variants) => {
    expect(variantsOf(variantState(variants)).toSorted()).toEqual(variants.toSorted())
  })

  it('begins as the form does', () => {
    expect(variantState(variantsOf(newForm().variants))).toEqual(newForm().variants)
  })

  it('brings the PTQ variant with its fine-tuning, and takes both away', () => {
    const tuned = toggleTuned(none, 'entropy')
    expect(variantsOf(tuned)).toEqual(['ptq:entropy', 'qat:entropy'])
    expect(variantsOf(togglePtq(tuned, 'entropy'))).toEqual([])
    expect(variantsOf(toggleTuned(tuned, 'entropy'))).toEqual(['ptq:entropy'])
    expect(togglePtq({ ...tuned, qat: true }, 'entropy').qat).toBe(false)
  })

  it.each([
    [none, 'none'],
    [{ ...none, more: 'ptq:median' }, 'unknown'],
    [{ ...none, more: 'ptq:percentile@101' }, 'unknown'],
    [{ ...none, more: 'ptq:percentile@0' }, 'unknown'],
    [{ ...none, qat: true }, 'parent'],
    [{ ...none, more: 'qat:percentile@99' }, 'parent'],
    [{ ...none, more: 'ptq:percentile@99, qat:percentile@99' }, null],
    [{ ...none, fp16: true }, null],
  ])('finds what is wrong with %j: %s', (state, problem) => {
    expect(variantProblem(state)).toBe(problem)
    const parse = () => parseVariants(variantsOf(state).join(','))
    // The command line takes and refuses the same.
    if (problem === null) expect(parse).not.toThrow()
    else expect(parse).toThrow(/Expected variants/)
  })
})
