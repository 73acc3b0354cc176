import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkWeight, weightsManifest } from '../../../scripts/oracle/weights.ts'
import { weightAmax } from '../../../src/main/calib/weights.ts'
import { decodeModel } from '../../../src/main/onnx/decode.ts'
import { constantOf } from '../../../src/main/onnx/constants.ts'
import { readWholeFile } from '../../../src/main/onnx/read-file.ts'
import { dimsOf, floatsOf } from '../../../src/main/onnx/tensor.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

describe('weightAmax', () => {
  const data = Float32Array.of(1, -5, 2, 0, 3, -3, 0.5, 0)

  it('takes the largest magnitude of each channel', () => {
    expect([...weightAmax({ data, dims: [2, 4] }, 0)]).toEqual([5, 3])
    expect([...weightAmax({ data, dims: [2, 2, 2] }, 1)]).toEqual([5, 2])
    expect([...weightAmax({ data, dims: [2, 4] }, 1)]).toEqual([3, 5, 2, 0])
    expect([...weightAmax({ data, dims: [2, 4] }, null)]).toEqual([5])
  })

  it('leaves NaN and infinities out', () => {
    const broken = Float32Array.of(NaN, 1, -Infinity, 2)
    expect([...weightAmax({ data: broken, dims: [2, 2] }, 0)]).toEqual([1, 2])
  })

  it('refuses an axis that is not there', () => {
    expect(() => weightAmax({ data, dims: [8] }, 1)).toThrow(/channel axis/)
  })
})

describeWithReference('oracles/calibration/weights.json', 'weightAmax equals the reference', () => {
  const folder = reference('oracles/calibration')
  const path = reference('oracles/calibration/weights.json')
  const cases = existsSync(path)
    ? Object.entries(weightsManifest.parse(JSON.parse(readFileSync(path, 'utf8'))))
    : []

  it.each(cases.filter(([, { w }]) => w !== undefined))('%s', (name, expected) => {
    expect(checkWeight(folder, name, expected).failures).toEqual([])
  })

  it('for every convolution of YOLOv5n', () => {
    const model = reference('models/yolov5n.onnx')
    const { graph } = decodeModel(readWholeFile(model))
    const own = cases.filter(([, { w }]) => w === undefined)
    expect(own).toHaveLength(60)
    for (const [name, expected] of own) {
      const tensor = constantOf(graph.get(`${name.replace('yolov5n.', '')}.weight`))
      const weight = tensor && { data: floatsOf(tensor), dims: dimsOf(tensor) }
      expect(weight?.dims, name).toEqual(expected.shape)
      if (weight) expect(checkWeight(folder, name, expected, weight).failures, name).toEqual([])
    }
  })
})
