import { describe, expect, it } from 'vitest'
import { parseCalibrationCache, amaxOf } from '../../../src/main/calib/tensorrt-cache.ts'
import { isQuantized, openModelFile } from '../../../src/main/stages/model-file.ts'
import { preparedCopy } from '../../../src/main/stages/quantize.ts'
import { seedCache, seedModels, seedTensors } from '../../../src/main/stages/trtexec-seed.ts'
import { parseVersion } from '../../../src/main/trt/trtexec-version.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { tinyDetector } from '../../support/tiny-detector.ts'
import { tinyTable } from './tiny-engines.ts'

describe('models of the seed comparison', () => {
  const prepared = preparedCopy(tinyDetector())

  it('observe every float activation, input and outputs included, and no weights', () => {
    const tensors = seedTensors(prepared)
    expect(tensors).toContain('images')
    expect(tensors).toContain('output0')
    expect(tensors.filter((name) => name.endsWith('.weight'))).toEqual([])
    expect(new Set(tensors).size).toBe(tensors.length)
  })

  it('have an entropy cache of their own version', () => {
    const cache = parseCalibrationCache(seedCache(tinyTable(prepared), parseVersion('8.6.1')), 'c')
    expect(cache).toMatchObject({ version: 8601, algorithm: 'EntropyCalibration2' })
    expect(cache.entries.map(({ name }) => name).sort()).toEqual(seedTensors(prepared).sort())
    expect(new Set(cache.entries.map(amaxOf))).toEqual(new Set([0.5]))
  })

  it('leave the float model float', () => {
    const { float, qdq, qdqRules } = seedModels(prepared, tinyTable(prepared))
    expect([float, qdq, qdqRules].map(isQuantized)).toEqual([false, true, true])
  })
})

const TOPOLOGY = 'models/yolov7-topology.onnx'

describeWithReference(TOPOLOGY, 'models of the seed comparison on YOLOv7', () => {
  it('differ by the rules: with them the inputs of a Concat share a scale', () => {
    const prepared = preparedCopy(openModelFile(reference(TOPOLOGY)).model)
    const table = tinyTable(prepared)
    // Every tensor has a range of its own, as calibration would find.
    for (const [at, range] of Object.values(table.activations).entries()) range.amax = 1 + at / 100
    for (const range of Object.values(table.activations)) range.methods.mse = range.amax
    const { qdq, qdqRules } = seedModels(prepared, table)
    const scales = [qdq, qdqRules].map(
      ({ graph }) =>
        new Set(
          graph.nodes.flatMap((node) =>
            node.is('QuantizeLinear') ? [String(node.input(1)?.initializer?.rawData)] : [],
          ),
        ).size,
    )
    expect(scales[1]).toBeLessThan(scales[0])
  })
})
