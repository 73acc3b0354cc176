import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resourcePath } from '../../../src/main/base/resources.ts'
import { openDataset, selectImages, type Dataset } from '../../../src/main/data/dataset.ts'
import { makeDemoSet } from '../../../src/main/data/demo-set.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import type { RecognisedDetector } from '../../../src/main/detect/detect-family.ts'
import { EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'
import { evaluateModel, keepEvaluation, type EvaluateOptions } from '../../../src/main/stages/evaluate.ts'
import { openModelFile } from '../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../src/main/stages/open-detector.ts'

const MODEL = resourcePath('demo/detector.onnx')
const { sha256: modelSha256 } = openModelFile(MODEL)

let folder = ''
let dataset: Dataset
let detector: RecognisedDetector
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-evaluate-'))
  const data = join(folder, 'data')
  await makeDemoSet(data, { train: 1, val: 14 })
  const images = readdirSync(join(data, 'val2017'))
  // One in the middle of a batch of four, and the last batch of all.
  for (const at of [5, 12, 13]) truncateSync(join(data, 'val2017', images[at]), 100)
  dataset = await openDataset({ data, prefer: 'val' }, { onProblem: 'skip', sizeOf: imageSize })
  detector = await openDetector(openModelFile(MODEL).model, 'demo', dataset.images[0].file)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inFolder = (name: string) => join(folder, name)
const SKIP = { onBadImage: 'skip' } as const

function evaluate(options: EvaluateOptions, signal?: AbortSignal, onProgress?: (done: number) => void) {
  return evaluateModel(
    MODEL,
    detector,
    dataset,
    { ...SKIP, ...options },
    { signal, onProgress: ({ done }) => onProgress?.(done) },
  )
}

/** Begins an evaluation and cancels it when so many images are done. */
async function cancelAt(images: number, options: EvaluateOptions): Promise<void> {
  const controller = new AbortController()
  const stop = (done: number) => {
    if (done >= images) controller.abort()
  }
  await expect(evaluate(options, controller.signal, stop)).rejects.toMatchObject({ code: 'CANCELLED' })
}

describe('evaluateModel with a checkpoint', () => {
  it.each([
    ['one image at a time', { batch: 1 }],
    ['batches', { batch: 4 }],
  ])('goes on behind what is kept, %s', async (name, settings) => {
    const straight = await evaluate(settings)
    const checkpoint = { path: inFolder(name), resume: true, modelSha256 }
    for (const images of [2, 6]) await cancelAt(images, { ...settings, checkpoint })
    const done: number[] = []
    const resumed = await evaluate({ ...settings, checkpoint }, undefined, (images) => done.push(images))
    expect(done[0]).toBeGreaterThan(6)
    expect(done.at(-1)).toBe(11)
    expect(resumed.detections).toEqual(straight.detections)
    expect(resumed.detections.count).toBeGreaterThan(100)
    expect(resumed.coco).toEqual(straight.coco)
    expect(resumed.badImages).toEqual(straight.badImages)
    expect(resumed.badImages).toHaveLength(3)
    expect(resumed.timing).toMatchObject({ images: 11 })
    expect(resumed.timing.resumedFrom).toBeGreaterThanOrEqual(6)
    const { wallMs, decodeMs, inferMs } = resumed.timing
    for (const time of [wallMs, decodeMs, inferMs]) expect(time).toBeGreaterThan(0)
  })

  it('has the times of the images that an earlier process did', async () => {
    const checkpoint = { path: inFolder('times'), resume: true, modelSha256 }
    const settings = { batch: 4, checkpoint }
    const first = await evaluate(settings)
    const again = await evaluate(settings)
    expect(again.timing).toMatchObject({ images: 11, resumedFrom: 11 })
    expect(again.timing.inferMs).toBeCloseTo(first.timing.inferMs, 6)
    expect(again.timing.decodeMs).toBeCloseTo(first.timing.decodeMs, 6)
    const anew = await evaluate({ ...settings, checkpoint: { ...checkpoint, resume: false } })
    expect(anew.timing.resumedFrom).toBe(0)
  })

  it('refuses what was kept of another model, other images or settings, and says which', async () => {
    const checkpoint = { path: inFolder('refused'), resume: true, modelSha256 }
    await evaluate({ checkpoint })
    const changes: [EvaluateOptions, RegExp][] = [
      [{ nms: { ...EVALUATION_NMS, iou: 0.5 } }, /: nms\.iou was 0\.65, is 0\.5$/],
      [{ batch: 2 }, /: batch was 1, is 2$/],
      [
        { checkpoint: { ...checkpoint, modelSha256: '0'.repeat(64) } },
        /: model was [0-9a-f]{12}…, is 0{12}…$/,
      ],
    ]
    for (const [change, message] of changes) {
      await expect(evaluate({ checkpoint, ...change })).rejects.toMatchObject({
        code: 'CHECKPOINT_INVALID',
        message: expect.stringMatching(message),
      })
    }
    const fewer = evaluateModel(MODEL, detector, selectImages(dataset, { count: 3 }), { ...SKIP, checkpoint })
    await expect(fewer).rejects.toThrow(/: images was .*; annotations was /)
    expect((await evaluate({ checkpoint })).timing.resumedFrom).toBe(11)
  })

  it('keeps an evaluation that was made elsewhere', async () => {
    const checkpoint = { path: inFolder('elsewhere'), resume: true, modelSha256 }
    const made = await evaluate({ batch: 4 })
    await keepEvaluation(made, detector, dataset, { ...SKIP, batch: 4, checkpoint })
    const read = await evaluate({ batch: 4, checkpoint })
    expect(read.detections).toEqual(made.detections)
    expect(read.badImages).toEqual(made.badImages)
    expect(read.timing.resumedFrom).toBe(11)
    // 36 bytes a detection.
    expect(readFileSync(checkpoint.path).length).toBeLessThan(36 * made.detections.count + 4000)
  })
})
