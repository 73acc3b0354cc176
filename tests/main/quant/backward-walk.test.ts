import { describe, expect, it } from 'vitest'
import { graphToProto } from '../../../src/main/onnx/graph-proto.ts'
import { AttributeType, newAttribute } from '../../../src/main/onnx/proto.ts'
import { dependsOn, walkBack } from '../../../src/main/quant/backward-walk.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

/** x → a → b → (sum of b and a), and a tensor that only has the size of `a`. */
function diamond() {
  const builder = new ModelBuilder()
  const x = builder.input('x', [2])
  const a = builder.node('Relu', [x], {}, { name: 'a' })
  const b = builder.node('Sigmoid', [a], {}, { name: 'b' })
  const sum = builder.node('Add', [b, a], {}, { name: 'sum' })
  const sized = builder.node(
    'ConstantOfShape',
    [builder.node('Shape', [a], {}, { name: 'shape' })],
    {},
    { name: 'sized' },
  )
  return { builder, x, a, b, sum, sized }
}

describe('walkBack', () => {
  it('visits every node behind a value once', () => {
    const names: string[] = []
    walkBack([diamond().sum], ({ name }) => names.push(name) > 0)
    expect(names.toSorted()).toEqual(['a', 'b', 'sum'])
  })

  it('goes no further where told to stop', () => {
    const names: string[] = []
    walkBack([diamond().b], ({ name }) => names.push(name) < 1)
    expect(names).toEqual(['b'])
  })
})

describe('dependsOn', () => {
  it('follows values, not sizes', () => {
    const { x, a, b, sum, sized } = diamond()
    expect(dependsOn(sum, x)).toBe(true)
    expect(dependsOn(a, a)).toBe(true)
    expect(dependsOn(a, b)).toBe(false)
    expect(dependsOn(sized, a)).toBe(false)
  })

  it('follows values that a subgraph captures', () => {
    const { builder, a } = diamond()
    const inner = new ModelBuilder()
    inner.output(inner.node('Neg', [inner.graph.findOrDefine(a.name)], {}, { outputs: ['inner'] }))
    const branch = newAttribute({
      name: 'then_branch',
      type: AttributeType.GRAPH,
      g: graphToProto(inner.graph),
    })
    const chosen = builder.node('If', [builder.input('condition', [])], { then_branch: branch })
    expect(dependsOn(chosen, a)).toBe(true)
  })
})
