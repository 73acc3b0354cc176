import { seededRandom } from '../../src/main/base/random.ts'
import { Graph } from '../../src/main/onnx/graph.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import { DataType, newValueInfo } from '../../src/main/onnx/proto.ts'
import type { Value } from '../../src/main/onnx/value.ts'
import { c2f, c3, sppf } from './blocks.ts'
import { decodeHeads } from './decode-heads.ts'
import { LayerBuilder, type BatchStatistic, type Feature } from './layer-builder.ts'
import { ANCHORS_A_CELL, BOX_FIELDS, LEVELS } from './levels.ts'
import { WeightSource, type Weights } from './weights.ts'

export interface DetectorOptions {
  readonly classes: readonly string[]
  /** Side of the square input in pixels, a multiple of 32. */
  readonly side: number
  /** Taken where they are there and filled with initial values where not. */
  readonly weights: Weights
  readonly seed: number
}

/** A detector under construction: what training builds its loss on. */
export interface TrainableDetector {
  readonly model: Model
  readonly images: Value
  /** The raw maps [N, 3 · (5 + classes), rows, columns] by level. */
  readonly heads: readonly Value[]
  /** Mean and variance of the batch at every normalisation. */
  readonly statistics: readonly BatchStatistic[]
}

/** Operator set of the exported model: what the widest range of runtimes takes. */
const EXPORT_OPSET = 13
/** Scatter with sums, which training needs, came with it. */
const TRAINING_OPSET = 18

export const OUTPUT = 'output0'

/** The network with batch statistics and raw heads, for training; fixed batch. */
export function trainableDetector(options: DetectorOptions, batch: number): TrainableDetector {
  const { model, layers, images } = start(options, batch, TRAINING_OPSET)
  const heads = network(layers, images, options).map(({ value }) => value)
  return { model, images, heads, statistics: layers.statistics }
}

/**
 * The network with running statistics and its boxes decoded as YOLOv5's export has them: `images` [N, 3, side, side] in
 * 0 … 1 to `output0` [N, boxes, 5 + classes], boxes as centre and size in pixels.
 */
export function exportableDetector(options: DetectorOptions): Model {
  const { model, layers, images } = start(options, 'batch', EXPORT_OPSET)
  const { classes, side } = options
  const heads = network(layers, images, options)
  const output = decodeHeads(layers, heads, { side, path: `/model.${DETECT}`, output: OUTPUT })
  const boxes = LEVELS.reduce((sum, { stride }) => sum + ANCHORS_A_CELL * (side / stride) ** 2, 0)
  const info = newValueInfo(OUTPUT, DataType.FLOAT, ['batch', boxes, BOX_FIELDS + classes.length])
  model.graph.addOutput(output, info)
  model.metadata.set('stride', String(Math.max(...LEVELS.map(({ stride }) => stride))))
  model.metadata.set('names', `{${classes.map((name, index) => `${index}: '${name}'`).join(', ')}}`)
  return model
}

function start({ side, weights, seed }: DetectorOptions, batch: number | string, opset: number) {
  const graph = new Graph('main_graph')
  const model: Model = {
    graph,
    irVersion: 8,
    opsets: new Map([['', opset]]),
    metadata: new Map(),
    producer: { name: 'quantbench', version: '' },
    source: null,
    hadExternalData: false,
  }
  const images = graph.addInput(newValueInfo('images', DataType.FLOAT, [batch, 3, side, side]))
  const source = new WeightSource(weights, seededRandom(seed))
  const layers = new LayerBuilder(model, source, { training: opset === TRAINING_OPSET })
  return { model, images, layers }
}

/** Number of the detection module, behind those of the network. */
const DETECT = 23

/**
 * YOLOv5's layout (models/yolov5n.yaml of its v7.0) at less width and depth, one C3 exchanged for YOLOv8's C2f. Most of
 * the width lies at strides 8 and 16, where the small objects are found.
 */
function network(layers: LayerBuilder, images: Value, { classes, side }: DetectorOptions): Feature[] {
  const halve = (path: string, input: Feature, outputs: number) =>
    layers.convolution(path, input, outputs, { kernel: 3, stride: 2 })
  const stem = halve('/model.0', { value: images, channels: 3 }, 16)
  const quarter = c3(layers, '/model.2', halve('/model.1', stem, 32), 32)
  const third = c2f(layers, '/model.4', halve('/model.3', quarter, 56), 56)
  const fourth = c3(layers, '/model.6', halve('/model.5', third, 80), 80)
  const fifth = sppf(layers, '/model.8', halve('/model.7', fourth, 96), 96)

  const lateral5 = layers.convolution('/model.9', fifth, 64)
  const joined4 = layers.concat('/model.11', [layers.upsample('/model.10', lateral5), fourth])
  const lateral4 = layers.convolution('/model.13', c3(layers, '/model.12', joined4, 64, UNCUT), 48)
  const joined3 = layers.concat('/model.15', [layers.upsample('/model.14', lateral4), third])
  const small = c3(layers, '/model.16', joined3, 56, UNCUT)
  const back4 = layers.concat('/model.18', [halve('/model.17', small, 48), lateral4])
  const medium = c3(layers, '/model.19', back4, 64, UNCUT)
  const back5 = layers.concat('/model.21', [halve('/model.20', medium, 56), lateral5])
  const large = c3(layers, '/model.22', back5, 80, UNCUT)
  return [small, medium, large].map((feature, level) => head(layers, feature, level, classes.length, side))
}

const UNCUT = { shortcut: false }

/** Objects that an image is expected to have at each level, for the first guess of the objectness. */
const EXPECTED_OBJECTS = 4

/** The prediction layer of a level; its biases start at the share of cells with an object, and at even classes. */
function head(layers: LayerBuilder, feature: Feature, level: number, classes: number, side: number): Feature {
  const fields = BOX_FIELDS + classes
  const cells = (side / LEVELS[level].stride) ** 2
  const bias = (index: number) => {
    const field = index % fields
    if (field < BOX_FIELDS - 1) return 0
    return field === BOX_FIELDS - 1 ? Math.log(EXPECTED_OBJECTS / cells) : Math.log(0.6 / (classes - 0.99))
  }
  return layers.plainConvolution(`/model.${DETECT}/m.${level}`, feature, ANCHORS_A_CELL * fields, { bias })
}
