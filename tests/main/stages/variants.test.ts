import { describe, expect, it } from 'vitest'
import { parseVariants } from '../../../src/main/stages/variants.ts'

const labels = (text: string) => parseVariants(text).map(({ label }) => label)

describe('parseVariants', () => {
  it('puts the float model first and fine-tuned variants last', () => {
    expect(labels('qat,ptq:mse,fp16')).toEqual(['fp32', 'ptq:mse', 'fp16', 'qat'])
  })

  it('reads a percentile', () => {
    expect(parseVariants('ptq:percentile@99.9')[1]).toMatchObject({ method: 'percentile', percentile: 99.9 })
  })

  it('reads what a fine-tuned variant starts from', () => {
    expect(parseVariants('ptq:percentile@99.9,qat:percentile@99.9').at(-1)).toEqual({
      kind: 'qat',
      label: 'qat:percentile@99.9',
      from: 'ptq:percentile@99.9',
    })
    expect(parseVariants('ptq:max,qat').at(-1)).toMatchObject({ from: null })
  })

  it.each([
    ['qat', 'starts from a ptq variant'],
    ['ptq:max,qat:mse', 'starts from ptq:mse, which is not in the list'],
    ['ptq:max,qat:nothing', 'no such variant'],
    ['ptq:max,qat,qat', 'named twice'],
    ['', 'no such variant'],
    ['int8', 'no such variant'],
    ['ptq:best', 'no such variant'],
    ['ptq:mse,ptq:mse', 'named twice'],
    ['ptq:percentile@0', 'only percentile takes a number'],
    ['ptq:percentile@101', 'only percentile takes a number'],
    ['ptq:max@99', 'only percentile takes a number'],
  ])('refuses %s', (text, why) => {
    expect(() => parseVariants(text)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(why) }),
    )
  })
})
