import { describe, expect, it } from 'vitest'
import { engineShapes } from '../../../src/main/stages/trtexec-shapes.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function model(dims: readonly (number | string)[]) {
  const builder = new ModelBuilder({ opset: 13 })
  const input = builder.input('images', dims)
  builder.output(builder.node('Relu', [input]))
  return builder.model
}

describe('engineShapes', () => {
  it('leaves fixed inputs to the model', () => {
    expect(engineShapes(model([4, 3, 64, 96]), { batch: 1 })).toEqual({ shapes: [], batch: 4 })
  })

  it('gives dynamic axes the batch range and the size', () => {
    const wishes = { batch: 2, minBatch: 1, maxBatch: 8, size: { height: 320, width: 480 } }
    expect(engineShapes(model(['n', 3, 'h', 'w']), wishes)).toEqual({
      shapes: [{ input: 'images', min: [1, 3, 320, 480], opt: [2, 3, 320, 480], max: [8, 3, 320, 480] }],
      batch: 2,
    })
    const { shapes } = engineShapes(model(['n', 'h', 'w', 3]), { batch: 1, size: wishes.size })
    expect(shapes[0].opt).toEqual([1, 320, 480, 3])
  })

  it('takes 640 × 640 unless told', () => {
    expect(engineShapes(model([1, 3, 'h', 'w']), { batch: 1 }).shapes[0].max).toEqual([1, 3, 640, 640])
  })

  it('refuses a range without the batch, and axes that nothing tells', () => {
    expect(() => engineShapes(model(['n', 3, 8, 8]), { batch: 4, maxBatch: 2 })).toThrow(
      'smallest ≤ measured ≤ largest batch, got 4, 4, 2',
    )
    expect(() => engineShapes(model([1, 'length']), { batch: 1 })).toThrow('axis 1 is dynamic')
  })
})
