import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDataset, type Dataset } from '../../../../src/main/data/dataset.ts'
import { DecodePool } from '../../../../src/main/data/decode-pool.ts'
import { imageSize } from '../../../../src/main/data/image.ts'
import { trainingBatches, type TrainingBatch } from '../../../../src/main/data/training-batches.ts'
import type { RecognisedDetector } from '../../../../src/main/detect/detect-family.ts'
import { partsOf } from '../../../../src/main/qat/fine-tune.ts'
import { LabelTeacher } from '../../../../src/main/qat/task-loss/label-teacher.ts'
import { targetShape, TARGET_INPUTS } from '../../../../src/main/qat/task-loss/targets.ts'
import { openDetector } from '../../../../src/main/stages/open-detector.ts'
import { SIDE, tinyDetector, writeTinyDataset } from '../../../support/tiny-detector.ts'

const CELL = 16
const inputDims = [1, 3, SIDE, SIDE]

describe('LabelTeacher', () => {
  let folder: string
  let train: Dataset
  let detector: RecognisedDetector

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'label-teacher-'))
    await writeTinyDataset(folder, 3)
    train = await openDataset({ data: folder, split: 'train2017' }, { onProblem: 'stop', sizeOf: imageSize })
    detector = await openDetector(tinyDetector(), 'tiny', train.images[0].file)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function firstBatch(augment?: { flip: number }): Promise<TrainingBatch> {
    const pool = new DecodePool({ threads: 1 })
    try {
      const settings =
        augment === undefined ? {} : { augment: { scale: 0, mosaic: 0, colour: 0, ...augment } }
      const options = { pool, batch: 2, seed: 1, prefetch: 0, ...settings }
      for await (const batch of trainingBatches(train, detector.preprocess, options)) return batch
      throw new Error('no batch')
    } finally {
      await pool.close()
    }
  }

  it.each([undefined, { flip: 1 }])(
    'feeds where each run finds its labelled squares (%o)',
    async (augment) => {
      const { data, dims, boxes } = await firstBatch(augment)
      const teacher = await LabelTeacher.open(tinyDetector(), { detector, train, inputDims })
      const shape = targetShape(teacher.layout, 1)
      const runs = await teacher.withTargets('images', partsOf('images', { data, dims }, 1), boxes, shape)
      await teacher.close()
      expect(runs).toHaveLength(2)
      runs.forEach((run, image) => {
        const rows = [...run[TARGET_INPUTS.rows].data]
        const { data: labels } = run[TARGET_INPUTS.labels]
        const { data: weights } = run[TARGET_INPUTS.weights]
        expect(run['images'].dims).toEqual(inputDims)
        expect(boxes[image]).toHaveLength(3)
        for (const { categoryId, x, y } of boxes[image]) {
          const cell = 64 + (Math.round(y) / CELL) * (SIDE / CELL) + Math.round(x) / CELL
          const place = rows.indexOf(cell)
          expect(weights[place]).toBeCloseTo(1, 5)
          // Categories count from 1, the model's classes from 0.
          expect([...labels.subarray(3 * place, 3 * place + 3)].indexOf(1)).toBe(categoryId - 1)
        }
      })
    },
  )

  it('weighs the rows of all runs of a batch alike', async () => {
    const { data, dims, boxes } = await firstBatch()
    const one = await LabelTeacher.open(tinyDetector(), { detector, train, inputDims })
    const parts = partsOf('images', { data, dims }, 1)
    const runs = await one.withTargets('images', parts, boxes, targetShape(one.layout, 1))
    await one.close()
    const shares = runs.map((run) => run[TARGET_INPUTS.share].data[0])
    const total = runs
      .flatMap((run) => [...run[TARGET_INPUTS.weights].data])
      .reduce((sum, each) => sum + each, 0)
    expect(shares[0]).toBeCloseTo(2 / total, 5)
    expect(shares[1]).toBe(shares[0])
  })

  it('needs labels', async () => {
    const unlabelled = { ...train, groundTruth: null }
    await expect(
      LabelTeacher.open(tinyDetector(), { detector, train: unlabelled, inputDims }),
    ).rejects.toMatchObject({ code: 'DATASET_INVALID', message: expect.stringContaining('labels') })
  })

  it('leaves out objects of categories that the model does not know', async () => {
    const { data, dims, boxes } = await firstBatch()
    const teacher = await LabelTeacher.open(tinyDetector(), { detector, train, inputDims })
    const strange = boxes.map((own) => own.map((box) => ({ ...box, categoryId: 99 })))
    const parts = partsOf('images', { data, dims }, 1)
    const runs = await teacher.withTargets('images', parts, strange, targetShape(teacher.layout, 1))
    await teacher.close()
    for (const run of runs) expect(run[TARGET_INPUTS.weights].data.every((weight) => weight === 0)).toBe(true)
  })
})
