import { describe, expect, it } from 'vitest'
import { Emitter } from '../../../src/main/autodiff/emitter.ts'
import { sumTo } from '../../../src/main/autodiff/unbroadcast.ts'
import { inferShapes } from '../../../src/main/onnx/shapes.ts'
import type { Value } from '../../../src/main/onnx/value.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function started(dims: readonly number[]): { builder: ModelBuilder; emitter: Emitter; x: Value } {
  const builder = new ModelBuilder({ opset: 18 })
  const x = builder.input('x', dims)
  return { builder, emitter: new Emitter(builder.graph, new Map([['x', dims]]), 'added/'), x }
}

describe('Emitter', () => {
  it('knows the shapes that the graph then has', () => {
    const { builder, emitter, x } = started([2, 3, 4])
    const column = emitter.sum(x, [2])
    const results = [
      column,
      emitter.sum(x, [0, 2], false),
      emitter.mul(x, column),
      emitter.slice(x, 2, 1, 2, 2),
      emitter.pad(x, [0, 1, 0], [2, 0, -1]),
      emitter.concat([x, emitter.slice(x, 1, 0, 1)], 1),
      emitter.matmul(x, emitter.flip(x)),
      emitter.transpose(x, [2, 0, 1]),
      emitter.expand(column, [2, 3, 5]),
      emitter.reshape(x, [4, 6]),
      emitter.ones([2, 2]),
      emitter.zeros([3]),
    ]
    const shapes = inferShapes(builder.model)
    for (const value of results) expect(emitter.dims(value), value.name).toEqual(shapes.get(value.name))
  })

  it('stores equal constants once', () => {
    const { builder, emitter } = started([2])
    expect(emitter.scalar(2)).toBe(emitter.scalar(2))
    expect(emitter.ints([1, 2])).toBe(emitter.ints([1, 2]))
    expect(emitter.ints([12])).not.toBe(emitter.ints([1, 2]))
    expect(builder.graph.initializers).toHaveLength(3)
  })

  it('adds nothing where nothing would happen', () => {
    const { builder, emitter, x } = started([2, 3])
    expect(emitter.reshape(x, [2, 3])).toBe(x)
    expect(emitter.slice(x, 1, 0, 3)).toBe(x)
    expect(emitter.pad(x, [0, 0], [0, 0])).toBe(x)
    expect(emitter.transpose(x, [0, 1])).toBe(x)
    expect(emitter.concat([x], 0)).toBe(x)
    expect(builder.graph.nodes).toHaveLength(0)
  })

  it('moves axes of size 1 by reshaping', () => {
    const { builder, emitter, x } = started([1, 3, 1, 4])
    expect(emitter.dims(emitter.transpose(x, [1, 0, 3, 2]))).toEqual([3, 1, 4, 1])
    expect(builder.graph.nodes.map(({ opType }) => opType)).toEqual(['Reshape'])
  })

  it('gives names that are free', () => {
    const { builder, emitter, x } = started([2])
    builder.graph.findOrDefine('added/0_Neg')
    expect(emitter.unary('Neg', x).name).toBe('added/0_Neg_1')
  })

  it('refuses shapes that do not broadcast and tensors of unknown shape', () => {
    const { builder, emitter, x } = started([2, 3])
    expect(() => emitter.add(x, emitter.zeros([2]))).toThrow('[2, 3] and [2]: these do not broadcast')
    expect(() => emitter.dims(builder.graph.findOrDefine('unknown'))).toThrow('fixed shape for unknown')
  })
})

describe('sumTo', () => {
  it.each<[number[], number[], string[]]>([
    [[2, 3, 4], [2, 3, 4], []],
    [
      [2, 3, 4],
      [3, 1],
      ['ReduceSum', 'Reshape'],
    ],
    [[2, 3, 4], [1, 3, 1], ['ReduceSum']],
    [[1, 1, 4], [4], ['Reshape']],
    [[2, 3], [], ['ReduceSum', 'Reshape']],
  ])('from %j to %j', (from, to, operators) => {
    const { builder, emitter, x } = started(from)
    expect(emitter.dims(sumTo(emitter, x, to))).toEqual(to)
    expect(builder.graph.nodes.map(({ opType }) => opType)).toEqual(operators)
  })
})
