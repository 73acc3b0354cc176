import { inferShapes } from '../../src/main/onnx/shapes.ts'
import { trainingGraph, type TrainingGraph } from '../../src/main/qat/training-graph.ts'
import { trainableDetector, type DetectorOptions } from './architecture.ts'
import { LEVELS } from './levels.ts'
import { detectionLoss, type LossGains } from './loss.ts'
import type { TargetGrid } from './targets.ts'

/** A step of training as a graph, and the names of what it gives beside loss and gradients. */
export interface DetectorTraining extends TrainingGraph {
  readonly grid: TargetGrid
  readonly parts: { readonly box: string; readonly objectness: string; readonly classes: string }
  /** By the name of the running statistic the output with the batch's own. */
  readonly statistics: ReadonlyMap<string, string>
}

/** Assignments that there is room for, an image; a crowded mosaic has about half of it. */
const CAPACITY_AN_IMAGE = 320

/** Builds the graph that computes loss, gradients and batch statistics of `images` images. */
export function detectorTraining(
  options: DetectorOptions,
  images: number,
  gains: LossGains,
): DetectorTraining {
  const { side, classes } = options
  const grid = { levels: LEVELS, side, classes: classes.length, capacity: images * CAPACITY_AN_IMAGE }
  const { model, heads, statistics } = trainableDetector(options, images)
  const parameters = model.graph.initializers.filter(({ name }) => isTrained(name))
  const { loss, parts, stops } = detectionLoss(model.graph, inferShapes(model), heads, grid, gains)
  const shapes = inferShapes(model)
  for (const { value, channels } of statistics) shapes.set(value.name, [channels])
  const observed = [parts.box, parts.objectness, parts.classes, ...statistics.map(({ value }) => value)]
  return {
    ...trainingGraph(model, loss, parameters, { shapes, observed, stops }),
    grid,
    parts: { box: parts.box.name, objectness: parts.objectness.name, classes: parts.classes.name },
    statistics: new Map(statistics.map(({ name, value }) => [name, value.name])),
  }
}

/** Weights and biases of layers; running statistics and constants are not. */
function isTrained(name: string): boolean {
  return name.startsWith('model.') && /\.(weight|bias)$/.test(name)
}
