import { expect, it } from 'vitest'
import { decodeModel } from '../../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { dropInitializerInputs } from '../../../../src/main/onnx/passes/drop-initializer-inputs.ts'
import { applyPass } from '../../../../src/main/onnx/passes/pass.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { compareRuns } from '../../../support/compare-models.ts'

it('leaves only real inputs, and an IR version that allows that', async () => {
  const builder = new ModelBuilder({ opset: 9, irVersion: 3 })
  builder.input('w', [2])
  const w = builder.floats('w', [2], [3, 4])
  builder.output(builder.node('Mul', [builder.input('x', [2]), w]))
  const feeds = { x: { data: Float32Array.of(1, 2), dims: [2] } }
  const { gap, outputs } = await compareRuns(
    builder.model,
    feeds,
    (model) => void applyPass(dropInitializerInputs, model),
  )
  expect([gap, outputs['mul'].data]).toEqual([0, [3, 8]])
  const read = decodeModel(encodeModel(builder.model))
  expect(read.graph.inputs.map(({ name }) => name)).toEqual(['x'])
  expect([read.irVersion, read.graph.get('w').info]).toEqual([4, null])
  expect(applyPass(dropInitializerInputs, builder.model).changed).toBe(false)
})
