import { describe, expect, it } from 'vitest'
import { openSession } from '../../../src/main/session/session.ts'
import { copyModel, measureShapes, tapModel } from '../../../src/main/session/taps.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

/** x → a = x + x → b = a · a → y = b + x */
function chain() {
  const builder = new ModelBuilder()
  const x = builder.input('x', ['n', 2])
  const a = builder.node('Add', [x, x], {}, { outputs: ['a'] })
  const b = builder.node('Mul', [a, a], {}, { outputs: ['b'] })
  builder.output(builder.node('Add', [b, x], {}, { outputs: ['y'] }))
  return builder.model
}

const x = { data: Float32Array.of(1, -2), dims: [1, 2] }

describe('tapModel', () => {
  it('gives inner tensors and drops what they do not need', async () => {
    const model = chain()
    const tapped = tapModel(model, ['a', 'b'])
    expect(tapped.graph.nodes.map(({ opType }) => opType)).toEqual(['Add', 'Mul'])
    const session = await openSession(tapped)
    const { a, b } = await session.run({ x })
    expect([Array.from(a.data), Array.from(b.data)]).toEqual([
      [2, -4],
      [4, 16],
    ])
    await session.close()
    expect(model.graph.outputs.map(({ name }) => name)).toEqual(['y'])
  })

  it('keeps the outputs where asked to', () => {
    const tapped = tapModel(chain(), ['a'], { keepOutputs: true })
    expect(tapped.graph.outputs.map(({ name }) => name)).toEqual(['a', 'y'])
  })

  it('names a tensor that is not there', () => {
    expect(() => tapModel(chain(), ['nowhere'])).toThrow('nowhere')
  })
})

describe('measureShapes', () => {
  it('measures what the feeds make of dynamic shapes', async () => {
    const shapes = await measureShapes(chain(), ['a', 'b'], {
      x: { data: new Float32Array(6), dims: [3, 2] },
    })
    expect(Object.fromEntries(shapes)).toEqual({ a: [3, 2], b: [3, 2] })
  })
})

describe('copyModel', () => {
  it('is independent of the original', () => {
    const model = chain()
    const copy = copyModel(model)
    copy.graph.rename(copy.graph.get('a'), 'z')
    expect(model.graph.find('z')).toBeUndefined()
    expect(copy.graph.find('a')).toBeUndefined()
  })
})
