import { describe, expect, it } from 'vitest'
import { attributeText } from '../../../src/main/onnx/attribute-text.ts'
import { attribute } from '../../../src/main/onnx/attributes.ts'
import { AttributeType, newAttribute } from '../../../src/main/onnx/proto.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'

const many = Array.from({ length: 40 }, (_, index) => index)

describe('attributeText', () => {
  it.each([
    [attribute('a', 7), '7'],
    [attribute('a', -1), '-1'],
    [attribute('a', [1, 2]), '[1, 2]'],
    [attribute('a', []), '[]'],
    [attribute('a', { float: Math.fround(0.1) }), '0.1'],
    [attribute('a', { floats: [Math.fround(0.1), 1e-7] }), '[0.1, 1e-7]'],
    [attribute('a', 'SAME_UPPER'), 'SAME_UPPER'],
    [attribute('a', 'x'.repeat(300)), `${'x'.repeat(200)}…`],
    [attribute('a', { tensor: tensorFrom('t', [2, 3], new Float32Array(6)) }), 'float [2, 3]'],
    [attribute('a', many), `[${many.slice(0, 32).join(', ')}, … 40 in all]`],
    [
      newAttribute({ name: 'a', type: AttributeType.STRINGS, strings: [Buffer.from('p'), Buffer.from('q')] }),
      '[p, q]',
    ],
    [newAttribute({ name: 'a', type: AttributeType.GRAPH }), 'graph of 0 nodes'],
    [newAttribute({ name: 'a', type: AttributeType.SPARSE_TENSOR }), 'sparse_tensor'],
  ])('%#', (given, text) => expect(attributeText(given)).toBe(text))
})
