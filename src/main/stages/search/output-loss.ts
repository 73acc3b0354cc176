import type { StageContext } from '../../base/progress.ts'
import { selectImages, type Dataset } from '../../data/dataset.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { imageInput } from '../../onnx/image-input.ts'
import type { Model } from '../../onnx/model.ts'
import { outputWeights, type OutputWeights } from '../sensitivity/output-weights.ts'
import { Probes, type ProbesOptions } from '../sensitivity/probes.ts'
import type { NamedOutputs } from '../sensitivity/shard-messages.ts'

/**
 * How far a quantized model's outputs are from the float model's on a few images that need no labels: the squared
 * difference, where each number counts by what it has to do with detections (see `outputWeights`). It takes a second
 * where AP takes a minute, and so compares hundreds of quantizations.
 */
export class OutputLoss {
  private readonly probes: Probes
  private readonly expected: readonly NamedOutputs[]
  private readonly weights: readonly OutputWeights[]

  private constructor(probes: Probes, expected: readonly NamedOutputs[], weights: readonly OutputWeights[]) {
    this.probes = probes
    this.expected = expected
    this.weights = weights
  }

  /**
   * Decodes images drawn from the dataset, and runs the float model on them. Throws IMAGE_UNREADABLE (with
   * `onBadImage: 'stop'`), CANCELLED, and what sessions throw.
   */
  static async open(
    float: Model,
    detector: RecognisedDetector,
    dataset: Dataset,
    options: ProbesOptions & { readonly images: number; readonly seed: number },
    { signal }: StageContext = {},
  ): Promise<OutputLoss> {
    const few = selectImages(dataset, { count: options.images, seed: options.seed })
    const batch = imageInput(float).batch ?? 1
    const probes = await Probes.open(float, few, detector.preprocess, { ...options, batch }, { signal })
    try {
      const expected: NamedOutputs[] = []
      for await (const { outputs } of probes.run(float, { signal })) expected.push(outputs)
      return new OutputLoss(
        probes,
        expected,
        expected.map((outputs) => outputWeights(detector, outputs)),
      )
    } catch (error) {
      await probes.close()
      throw error
    }
  }

  /** Mean over the images. Throws CANCELLED, MODEL_REJECTED, INFERENCE_FAILED. */
  async of(model: Model, signal?: AbortSignal): Promise<number> {
    let sum = 0
    for await (const { item, outputs } of this.probes.run(model, { signal }))
      sum += weightedDifference(this.expected[item], outputs, this.weights[item])
    return sum / Math.max(1, this.probes.images)
  }

  async close(): Promise<void> {
    await this.probes.close()
  }
}

/** Sum over all outputs of weight · difference². */
export function weightedDifference(
  expected: NamedOutputs,
  found: NamedOutputs,
  weights: OutputWeights,
): number {
  let sum = 0
  for (const [name, { data }] of Object.entries(expected)) {
    const other = found[name].data
    const own = weights.get(name)
    for (let at = 0; at < data.length; at++) sum += (own?.[at] ?? 1) * (other[at] - data[at]) ** 2
  }
  return sum
}
