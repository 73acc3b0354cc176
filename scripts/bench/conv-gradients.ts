// Ways to a convolution's gradients, timed on YOLOv5n's layers. Run by itself: `node scripts/bench/conv-gradients.ts`.
import {
  canTurn,
  chooseInputMethod,
  inputGradient,
  type InputMethod,
} from '../../src/main/autodiff/convolution/input-gradient.ts'
import { isPointwise } from '../../src/main/autodiff/convolution/pointwise.ts'
import { gatherWindows } from '../../src/main/autodiff/convolution/project.ts'
import {
  chooseWeightMethod,
  weightGradient,
  type WeightMethod,
} from '../../src/main/autodiff/convolution/weight-gradient.ts'
import type { Window } from '../../src/main/autodiff/convolution/window.ts'
import { Emitter } from '../../src/main/autodiff/emitter.ts'
import { seededRandom } from '../../src/main/base/random.ts'
import { sizeOf, type Tensor } from '../../src/main/base/tensor.ts'
import { Graph } from '../../src/main/onnx/graph.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import { DataType, newValueInfo } from '../../src/main/onnx/proto.ts'
import type { Value } from '../../src/main/onnx/value.ts'
import { openSession } from '../../src/main/session/session.ts'

/** A layer by channels, size of its square input, kernel and stride; `groups` where there are any. */
interface Layer {
  count: number
  inputs: number
  size: number
  outputs: number
  kernel: number
  stride: number
  groups: number
}

function layer(
  count: number,
  inputs: number,
  size: number,
  outputs: number,
  kernel: number,
  stride: number,
  groups = 1,
): Layer {
  return { count, inputs, size, outputs, kernel, stride, groups }
}

/** The 60 convolutions of YOLOv5n at 640×640. */
const YOLOV5N: readonly Layer[] = [
  layer(1, 3, 640, 16, 6, 2),
  layer(1, 16, 320, 32, 3, 2),
  layer(2, 32, 160, 16, 1, 1),
  layer(1, 16, 160, 16, 1, 1),
  layer(1, 16, 160, 16, 3, 1),
  layer(1, 32, 160, 32, 1, 1),
  layer(1, 32, 160, 64, 3, 2),
  layer(2, 64, 80, 32, 1, 1),
  layer(3, 32, 80, 32, 1, 1),
  layer(3, 32, 80, 32, 3, 1),
  layer(2, 64, 80, 64, 1, 1),
  layer(1, 64, 80, 128, 3, 2),
  layer(5, 128, 40, 64, 1, 1),
  layer(5, 64, 40, 64, 1, 1),
  layer(5, 64, 40, 64, 3, 1),
  layer(3, 128, 40, 128, 1, 1),
  layer(1, 128, 40, 256, 3, 2),
  layer(6, 256, 20, 128, 1, 1),
  layer(2, 128, 20, 128, 1, 1),
  layer(2, 128, 20, 128, 3, 1),
  layer(2, 256, 20, 256, 1, 1),
  layer(1, 512, 20, 256, 1, 1),
  layer(2, 256, 40, 64, 1, 1),
  layer(2, 128, 80, 32, 1, 1),
  layer(1, 64, 80, 64, 3, 2),
  layer(1, 128, 40, 128, 3, 2),
  layer(1, 64, 80, 255, 1, 1),
  layer(1, 128, 40, 255, 1, 1),
  layer(1, 256, 20, 255, 1, 1),
]

/** Stems and grouped layers of other detectors. */
const OTHERS: readonly Layer[] = [
  layer(1, 3, 640, 32, 3, 1),
  layer(1, 3, 640, 16, 3, 2),
  layer(1, 12, 320, 32, 3, 1),
  layer(1, 64, 80, 64, 3, 1, 64),
  layer(1, 64, 80, 64, 5, 1, 64),
  layer(1, 32, 160, 32, 3, 2, 32),
  layer(1, 128, 40, 128, 5, 2, 128),
  layer(1, 128, 40, 128, 3, 1, 4),
]

export interface LayerTimes {
  layer: string
  count: number
  forwardMs: number
  /** Milliseconds by method, for those that the layer allows. */
  input: Partial<Record<InputMethod, number>>
  weight: Partial<Record<WeightMethod, number>>
  chosen: { input: InputMethod; weight: WeightMethod }
}

export interface Totals {
  forwardMs: number
  chosen: { inputMs: number; weightMs: number }
  /** The fastest method for every layer. */
  best: { inputMs: number; weightMs: number }
  /** One general method for every layer: a transposed convolution, a convolution of transposed tensors. */
  general: { inputMs: number; weightMs: number }
}

export interface ConvGradientsMeasurement {
  batch: number
  threads: number
  yolov5n: Totals
  layers: LayerTimes[]
}

interface Shapes {
  window: Window
  x: readonly number[]
  w: readonly number[]
  y: readonly number[]
}

function shapesOf({ inputs, size, outputs, kernel, stride, groups }: Layer, batch: number): Shapes {
  const before = kernel === 6 ? 2 : (kernel - 1) / 2
  const map = Math.floor((size + 2 * before - kernel) / stride) + 1
  const both = (number: number) => [number, number]
  const window = {
    kernel: both(kernel),
    strides: both(stride),
    dilations: both(1),
    before: both(before),
    image: both(size),
    map: both(map),
  }
  return {
    window,
    x: [batch, inputs, size, size],
    w: [outputs, inputs / groups, kernel, kernel],
    y: [batch, outputs, map, map],
  }
}

/** A model with the three tensors of a convolution as inputs and one number of a result as output. */
function modelOf(
  { x, w, y }: Shapes,
  build: (emitter: Emitter, x: Value, w: Value, y: Value) => Value,
): Model {
  const graph = new Graph('benchmark')
  const named = { x, w, y }
  const emitter = new Emitter(graph, new Map(Object.entries(named)), '')
  const [one, two, three] = Object.entries(named).map(([name, dims]) =>
    graph.addInput(newValueInfo(name, DataType.FLOAT, dims)),
  )
  const result = build(emitter, one, two, three)
  const flat = emitter.reshape(result, [emitter.size(result)])
  const number = emitter.slice(flat, 0, 0, 1)
  graph.addOutput(number, newValueInfo(number.name, DataType.FLOAT, [1]))
  const opsets = new Map([['', 18]])
  const producer = { name: 'benchmark', version: '' }
  return { graph, irVersion: 8, opsets, metadata: new Map(), producer, source: null, hadExternalData: false }
}

/** Shortest of several runs, milliseconds: other work on the machine only ever adds. */
async function shortest(model: Model, feeds: Record<string, Tensor>, threads: number): Promise<number> {
  const session = await openSession(model, { threads })
  try {
    let best = Infinity
    const until = performance.now() + 250
    for (let run = 0; run < 5 || performance.now() < until; run++) {
      const start = performance.now()
      await session.run(feeds)
      best = Math.min(best, performance.now() - start)
    }
    return best
  } finally {
    await session.close()
  }
}

function describe({ inputs, size, outputs, kernel, stride, groups }: Layer): string {
  const grouped = groups === 1 ? '' : `, ${groups} groups`
  return `${inputs}×${size}×${size} → ${outputs}, ${kernel}×${kernel} stride ${stride}${grouped}`
}

async function timeLayer(one: Layer, batch: number, threads: number): Promise<LayerTimes> {
  const shapes = shapesOf(one, batch)
  const { window } = shapes
  const { groups: group } = one
  const random = seededRandom(1)
  const feeds = Object.fromEntries(
    Object.entries({ x: shapes.x, w: shapes.w, y: shapes.y }).map(([name, dims]) => [
      name,
      { data: Float32Array.from({ length: sizeOf(dims) }, () => random.next() - 0.5), dims },
    ]),
  )
  const time = (build: (emitter: Emitter, x: Value, w: Value, y: Value) => Value) =>
    shortest(modelOf(shapes, build), feeds, threads)
  const idle = await time((_emitter, x) => x)
  const result: LayerTimes = {
    layer: describe(one),
    count: one.count,
    forwardMs: (await time((emitter, x, w) => gatherWindows(emitter, x, w, window, group))) - idle,
    input: {},
    weight: {},
    chosen: { input: chooseInputMethod(window, group, one.inputs), weight: 'convolution' },
  }
  for (const method of inputMethods(window, group)) {
    const build = (emitter: Emitter, _x: Value, w: Value, y: Value) =>
      inputGradient(emitter, y, w, window, group, method)
    result.input[method] = (await time(build)) - idle
  }
  for (const method of weightMethods(window)) {
    const build = (emitter: Emitter, x: Value, _w: Value, y: Value) => {
      const convolution = { image: x, map: y, window, group }
      result.chosen.weight = chooseWeightMethod(emitter, convolution)
      return weightGradient(emitter, convolution, method)
    }
    result.weight[method] = (await time(build)) - idle
  }
  return result
}

function inputMethods(window: Window, group: number): InputMethod[] {
  return [
    'transposed',
    ...(canTurn(window) ? (['turned'] as const) : []),
    ...(isPointwise(window) && group === 1 ? (['matmul'] as const) : []),
  ]
}

function weightMethods(window: Window): WeightMethod[] {
  return ['convolution', 'rows', ...(isPointwise(window) ? (['matmul'] as const) : [])]
}

function total(layers: readonly LayerTimes[], time: (times: LayerTimes) => number): number {
  return layers.reduce((sum, times) => sum + times.count * time(times), 0)
}

/** The input gradient of the first layer, the image's, is not needed in training and not counted. */
function totalsOf(layers: readonly LayerTimes[]): Totals {
  const later = layers.slice(1)
  const least = (times: Partial<Record<string, number>>) => Math.min(...Object.values(times).map(Number))
  return {
    forwardMs: total(layers, ({ forwardMs }) => forwardMs),
    chosen: {
      inputMs: total(later, ({ input, chosen }) => input[chosen.input] ?? NaN),
      weightMs: total(layers, ({ weight, chosen }) => weight[chosen.weight] ?? NaN),
    },
    best: {
      inputMs: total(later, ({ input }) => least(input)),
      weightMs: total(layers, ({ weight }) => least(weight)),
    },
    general: {
      inputMs: total(later, ({ input }) => input.transposed ?? NaN),
      weightMs: total(layers, ({ weight }) => weight.convolution ?? NaN),
    },
  }
}

/**
 * Times every way to the gradients of every layer of YOLOv5n, and of some layers of other detectors, in ONNX Runtime on
 * the CPU, each by itself with random values. The rules in `src/main/autodiff/convolution` follow these figures.
 */
export async function benchConvGradients({ batch = 1, threads = 1 } = {}): Promise<ConvGradientsMeasurement> {
  const layers: LayerTimes[] = []
  for (const one of YOLOV5N) layers.push(await timeLayer(one, batch, threads))
  const yolov5n = totalsOf(layers)
  for (const one of OTHERS) layers.push(await timeLayer(one, batch, threads))
  return { batch, threads, yolov5n, layers }
}

if (import.meta.main) {
  const [batch = 1, threads = 1] = process.argv.slice(2).map(Number)
  console.log(JSON.stringify(await benchConvGradients({ batch, threads }), null, 1))
}
