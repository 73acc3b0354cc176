import type { Tensor } from '../../base/tensor.ts'
import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { predictionLayout, stepsOf, type PredictionLayout } from '../../qat/task-loss/prediction-layout.ts'
import { QuantbenchError } from '../../base/errors.ts'
import type { NamedOutputs } from './shard-messages.ts'

/** Weights of the squared differences between raw outputs, by output. */
export type OutputWeights = ReadonlyMap<string, Float32Array>

/**
 * How much each number that a detector gives has to do with its detections. Where the output holds decoded boxes, a
 * box counts by the float model's score for it; its position and size in shares of its size, the probability of its
 * best class and its objectness by what they change of the score. Elsewhere every number counts the same.
 */
export function outputWeights(detector: RecognisedDetector, outputs: NamedOutputs): OutputWeights {
  const layout = layoutOf(detector, outputs)
  return new Map(
    Object.entries(outputs).map(([name, tensor]) => [
      name,
      layout?.output === name ? boxWeights(layout, tensor) : new Float32Array(tensor.data.length).fill(1),
    ]),
  )
}

function layoutOf(detector: RecognisedDetector, outputs: NamedOutputs): PredictionLayout | null {
  try {
    return predictionLayout(detector, new Map(Object.entries(outputs)))
  } catch (error) {
    if (error instanceof QuantbenchError && error.code === 'MODEL_FAMILY') return null
    throw error
  }
}

function boxWeights(layout: PredictionLayout, { data, dims }: Tensor): Float32Array {
  const { rows, fields, firstClass, classes, objectness } = layout
  const { rowStep, fieldStep } = stepsOf(layout)
  const weights = new Float32Array(data.length)
  for (let image = 0; image < dims[0]; image++) {
    for (let row = 0; row < rows; row++) {
      const at = image * rows * fields + row * rowStep
      const firstAt = at + firstClass * fieldStep
      let best = 0
      for (let index = 1; index < classes; index++)
        if (data[firstAt + index * fieldStep] > data[firstAt + best * fieldStep]) best = index
      const atBest = firstAt + best * fieldStep
      const sure = objectness === null ? 1 : data[at + objectness * fieldStep]
      const score = sure * data[atBest]
      for (const [position, size] of [
        [0, 2],
        [1, 3],
      ]) {
        const weight = score / data[at + size * fieldStep] ** 2
        weights[at + position * fieldStep] = weight
        weights[at + size * fieldStep] = weight
      }
      weights[atBest] = score * sure ** 2
      if (objectness !== null) weights[at + objectness * fieldStep] = score * data[atBest] ** 2
    }
  }
  return weights
}
