import { describe, expect, it } from 'vitest'
import { smoothActivations } from '../../../../src/main/quant/advice/silu.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'

describe('smooth activations', () => {
  it('are told by their form, whichever input of the product is the gate', () => {
    const builder = new ModelBuilder({ opset: 18 })
    const x = builder.input('x', [1, 4])
    const sigmoid = builder.node('Sigmoid', [x])
    builder.node('Mul', [x, sigmoid])
    builder.node('Mul', [builder.node('HardSigmoid', [x]), x])
    builder.node('Mul', [x, builder.node('Tanh', [builder.node('Softplus', [x])])])
    builder.node('HardSwish', [x])
    expect(smoothActivations(builder.graph).map(({ kind }) => kind)).toEqual([
      'SiLU',
      'HardSwish',
      'Mish',
      'HardSwish',
    ])
  })

  it('are no product with the sigmoid of something else', () => {
    const builder = new ModelBuilder()
    const [x, y] = [builder.input('x', [1, 4]), builder.input('y', [1, 4])]
    builder.node('Mul', [x, builder.node('Sigmoid', [y])])
    builder.node('Mul', [x, builder.node('Tanh', [x])])
    builder.node('Mul', [x, y])
    expect(smoothActivations(builder.graph)).toEqual([])
  })
})
