import { beforeAll, expect, it } from 'vitest'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import { openDataset, type Dataset } from '../../../../src/main/data/dataset.ts'
import { DecodePool } from '../../../../src/main/data/decode-pool.ts'
import { imageSize } from '../../../../src/main/data/image.ts'
import { trainingBatches, type TrainingBox } from '../../../../src/main/data/training-batches.ts'
import { categoryMapFor } from '../../../../src/main/detect/category-map.ts'
import type { RecognisedDetector } from '../../../../src/main/detect/detect-family.ts'
import { assignLabels, type LabelledBox } from '../../../../src/main/qat/task-loss/assignment.ts'
import { predictionLayout } from '../../../../src/main/qat/task-loss/prediction-layout.ts'
import { targetShape } from '../../../../src/main/qat/task-loss/targets.ts'
import { openSession } from '../../../../src/main/session/session.ts'
import { openModelFile } from '../../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../../src/main/stages/open-detector.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { runTaskLoss } from './run-task-loss.ts'

const IMAGES = 8

interface Sample {
  readonly output: Tensor
  readonly labels: readonly LabelledBox[]
}

describeWithReference('coco-mini', "YOLOv5n's task loss on coco-mini", () => {
  let detector: RecognisedDetector
  let samples: Sample[]

  beforeAll(async () => {
    const { model } = openModelFile(reference('models/yolov5n.onnx'))
    const options = { onProblem: 'stop', sizeOf: imageSize } as const
    const train = await openDataset({ data: reference('coco-mini'), split: 'train2017' }, options)
    detector = await openDetector(model, 'yolov5n', train.images[0].file)
    const session = await openSession(model)
    samples = await samplesOf(train, detector, async (images) => (await session.run({ images }))['output0'])
    await session.close()
  })

  it('is far lower for the labels of the image than for those of another', async () => {
    const layout = predictionLayout(detector, new Map([['output0', samples[0].output]]))
    expect(layout).toMatchObject({ rows: 25_200, fields: 85, objectness: 4, firstClass: 5, classes: 80 })
    let [own, others, overlaps, rows] = [0, 0, 0, 0]
    for (const [index, { output, labels }] of samples.entries()) {
      const assigned = assignLabels(layout, output.data, 0, labels)
      overlaps += assigned.reduce((sum, { overlap }) => sum + overlap, 0)
      rows += assigned.length
      const strange = samples[(index + 1) % IMAGES]
      const wrong = {
        labels: strange.labels,
        assigned: assignLabels(layout, strange.output.data, 0, strange.labels),
      }
      const shape = targetShape(layout, 1)
      own += (await runTaskLoss(output, [{ labels, assigned }], shape)).loss
      others += (await runTaskLoss(output, [wrong], shape)).loss
    }
    // Ten rows for nearly every object, most of them good boxes of it.
    expect(rows / samples.flatMap(({ labels }) => labels).length).toBeGreaterThan(8)
    expect(overlaps / rows).toBeGreaterThan(0.6)
    expect(own).toBeLessThan(others / 2.5)
  })
})

async function samplesOf(
  train: Dataset,
  detector: RecognisedDetector,
  run: (images: Tensor) => Promise<Tensor>,
): Promise<Sample[]> {
  const { categoryIds } = categoryMapFor(detector, train.groundTruth?.categories ?? [])
  const labelled = ({ categoryId, x, y, width, height }: TrainingBox): LabelledBox => ({
    classIndex: categoryIds.indexOf(categoryId),
    ...{ x: x + width / 2, y: y + height / 2, width, height },
  })
  const samples: Sample[] = []
  const pool = new DecodePool({ threads: 1 })
  for await (const batch of trainingBatches(train, detector.preprocess, { pool, batch: 1, seed: 0 })) {
    const { data, dims, boxes, release } = batch
    samples.push({ output: await run({ data, dims }), labels: boxes[0].map(labelled) })
    release()
    if (samples.length === IMAGES) break
  }
  await pool.close()
  return samples
}
