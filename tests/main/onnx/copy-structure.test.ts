import { describe, expect, it } from 'vitest'
import { resourcePath } from '../../../src/main/base/resources.ts'
import { copyStructure } from '../../../src/main/onnx/copy-structure.ts'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { encodeModel } from '../../../src/main/onnx/encode.ts'

describe('copyStructure', () => {
  const model = loadModel(resourcePath('demo/detector.onnx'))
  const before = Buffer.from(encodeModel(model))

  it('is the same model to the last byte, and leaves the first one as it was', () => {
    expect(Buffer.from(encodeModel(copyStructure(model))).equals(before)).toBe(true)
    expect(Buffer.from(encodeModel(model)).equals(before)).toBe(true)
  })

  it('shares large tensors and nothing of the graph', () => {
    const copy = copyStructure(model)
    const largest = (of: typeof model) =>
      of.graph.initializers
        .flatMap(({ initializer }) => (initializer === null ? [] : [initializer]))
        .toSorted((one, other) => other.rawData.byteLength - one.rawData.byteLength)[0]
    expect(largest(copy).rawData).toBe(largest(model).rawData)
    const [output] = copy.graph.outputs
    copy.graph.removeOutput(output)
    copy.graph.prune()
    expect(Buffer.from(encodeModel(copy)).equals(before)).toBe(false)
    expect(Buffer.from(encodeModel(model)).equals(before)).toBe(true)
  })
})
