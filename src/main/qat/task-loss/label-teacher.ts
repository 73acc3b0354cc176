import { QuantbenchError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import type { Tensor } from '../../base/tensor.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { TrainingBox } from '../../data/training-batches.ts'
import { categoryMapFor } from '../../detect/category-map.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import type { Model } from '../../onnx/model.ts'
import { openSession, type Session, type SessionOptions } from '../../session/session.ts'
import type { Feeds } from '../gradient-pool.ts'
import { assignLabels, type LabelledBox } from './assignment.ts'
import { predictionLayout, type LayoutSource, type PredictionLayout } from './prediction-layout.ts'
import { targetFeeds, type ImageTargets, type TargetShape } from './targets.ts'

export interface LabelTeacherSetup extends SessionOptions {
  readonly detector: LayoutSource & Pick<RecognisedDetector, 'labels' | 'classNames'>
  readonly train: Dataset
  /** Shape of one run's input. */
  readonly inputDims: readonly number[]
}

/**
 * The float model as the one who says which rows of the predictions answer for which labelled objects. It looks at the
 * very images that the quantized model is trained on, augmented as they are.
 */
export class LabelTeacher {
  readonly layout: PredictionLayout
  private readonly session: Session
  private readonly classOf: ReadonlyMap<number, number>

  private constructor(session: Session, layout: PredictionLayout, classOf: ReadonlyMap<number, number>) {
    this.session = session
    this.layout = layout
    this.classOf = classOf
  }

  /**
   * Throws DATASET_INVALID for training images without labels or with categories that are not the model's, MODEL_FAMILY
   * for a model without decoded predictions, and what sessions throw.
   */
  static async open(float: Model, setup: LabelTeacherSetup): Promise<LabelTeacher> {
    const { detector, train, inputDims } = setup
    const classOf = classOfCategory(detector, train)
    const session = await openSession(float, setup)
    try {
      const input = { [session.inputs[0].name]: noise(inputDims) }
      const outputs = new Map(Object.entries(await session.run(input)))
      return new LabelTeacher(session, predictionLayout(detector, outputs), classOf)
    } catch (error) {
      await session.close()
      throw error
    }
  }

  /**
   * The runs of a batch with what their labels say.
   *
   * @param input that takes the images in `runs`
   * @param boxes of every image of the batch, in the order of the runs
   */
  async withTargets(
    input: string,
    runs: readonly Feeds[],
    boxes: readonly (readonly TrainingBox[])[],
    shape: TargetShape,
  ): Promise<Feeds[]> {
    const found: ImageTargets[][] = []
    for (const [run, feeds] of runs.entries()) {
      const own = boxes.slice(run * shape.images, (run + 1) * shape.images)
      found.push(await this.assignRun(feeds[input], own))
    }
    return targetFeeds(found, shape).map((targets, run) => ({ ...runs[run], ...targets }))
  }

  private async assignRun(
    images: Tensor,
    boxes: readonly (readonly TrainingBox[])[],
  ): Promise<ImageTargets[]> {
    const { session, layout } = this
    const outputs = await session.run({ [session.inputs[0].name]: images }, [layout.output])
    const { data } = outputs[layout.output]
    return boxes.map((own, image) => this.assign(data, image, own))
  }

  async close(): Promise<void> {
    await this.session.close()
  }

  private assign(data: Float32Array, image: number, boxes: readonly TrainingBox[]): ImageTargets {
    const labels = boxes.flatMap((box) => this.labelled(box))
    return { labels, assigned: assignLabels(this.layout, data, image, labels) }
  }

  /** Nothing for a category that the model does not know. */
  private labelled({ categoryId, x, y, width, height }: TrainingBox): LabelledBox[] {
    const classIndex = this.classOf.get(categoryId)
    if (classIndex === undefined || classIndex >= this.layout.classes) return []
    return [{ classIndex, x: x + width / 2, y: y + height / 2, width, height }]
  }
}

function classOfCategory(
  detector: LabelTeacherSetup['detector'],
  { name, groundTruth }: Dataset,
): Map<number, number> {
  if (groundTruth === null)
    throw new QuantbenchError(
      'DATASET_INVALID',
      `${name}: expected labels to take a loss from, found images only`,
      { wayOut: 'Train on a COCO or YOLO dataset, or without the task loss.' },
    )
  const { categoryIds } = categoryMapFor(detector, groundTruth.categories)
  return new Map(Array.from(categoryIds, (id, index) => [id, index] as const).reverse())
}

/** An image that gives every row other numbers. */
function noise(dims: readonly number[]): Tensor {
  const random = seededRandom(0)
  const size = dims.reduce((product, dim) => product * dim, 1)
  return { data: Float32Array.from({ length: size }, () => random.next()), dims }
}
