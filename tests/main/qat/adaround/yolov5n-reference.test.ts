import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadModel } from '../../../../src/main/onnx/decode.ts'
import { adaround } from '../../../../src/main/qat/adaround/adaround.ts'
import { reconstructionUnits } from '../../../../src/main/qat/adaround/units.ts'
import { tapModel } from '../../../../src/main/session/taps.ts'
import { preparedCopy } from '../../../../src/main/stages/quantize.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { imagesFrom, quantizedBy } from '../quantized-network.ts'

const BLOCKS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 17, 18, 20, 21, 23]

describeWithReference('models/yolov5n.onnx', 'AdaRound of YOLOv5n', () => {
  const dims = [1, 3, 640, 640]
  const images = [106235, 117645].map((id) => {
    const bytes = readFileSync(reference(`oracles/yolov5n/letterboxed/${id}.u8`))
    return { data: Float32Array.from(bytes, (value) => value / 255), dims }
  })
  const prepared = preparedCopy(loadModel(reference('models/yolov5n.onnx')))

  it('takes its blocks in order, the head last and in three parts', async () => {
    const { graph } = await quantizedBy(prepared, images.slice(0, 1))
    expect(reconstructionUnits(graph).map(({ name }) => name)).toEqual([
      ...BLOCKS.map((block) => `model.${block}`),
      ...[0, 1, 2].map((level) => `model.24.m.${level}`),
    ])
  })

  it('brings the first blocks nearer to the float model within a few steps', async () => {
    const float = tapModel(prepared, ['/model.1/act/Mul_output_0'])
    const quantized = await quantizedBy(float, images)
    const { report } = await adaround(quantized, float, imagesFrom(images), {
      steps: 20,
      rate: 0.1,
      images: 2,
    })
    expect(report.units.map(({ unit }) => unit)).toEqual(['model.0', 'model.1'])
    for (const { nearestError, learnedError } of report.units) expect(learnedError).toBeLessThan(nearestError)
  })
})
