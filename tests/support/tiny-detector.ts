import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src/main/base/random.ts'
import { encodePng } from '../../src/main/data/image.ts'
import { encodeModel } from '../../src/main/onnx/encode.ts'
import type { Model } from '../../src/main/onnx/model.ts'
import { tensorFrom } from '../../src/main/onnx/tensor.ts'
import type { Value } from '../../src/main/onnx/value.ts'
import { ModelBuilder } from './build-graph.ts'

/** Side of the detector's input and of every image, in pixels. */
export const SIDE = 64
const CELL = 16
const CLASSES = ['red', 'green', 'blue']
const STRIDES = [8, 16, 32]

/**
 * A detector in YOLOv8's form that finds squares of 16 pixels in pure red, green or blue on the grid of stride 16: a
 * stem with SiLU, and a filter for each colour. On `writeTinyDataset`'s images its AP is 1.
 */
export function tinyDetector(): Model {
  const builder = new ModelBuilder({ opset: 13 })
  const image = builder.input('images', [1, 3, SIDE, SIDE])
  const stemWeights = Float32Array.from({ length: 6 * 3 }, (_, at) =>
    Math.floor(at / 3) % 3 === at % 3 ? 2 : 0.1,
  )
  const stem = convolution(builder, image, 'model.0.conv', [6, 3, 1, 1], stemWeights, 0, 1)
  const silu = builder.node('Mul', [stem, builder.node('Sigmoid', [stem])])
  const levels = STRIDES.map((stride, level) => {
    const finds = stride === CELL
    const filter = Float32Array.from({ length: 3 * 6 * stride * stride }, (_, at) => {
      if (!finds) return 0
      const own = Math.floor(at / (6 * stride * stride))
      const channel = Math.floor(at / (stride * stride)) % 6
      return (channel % 3 === own ? 6 : -6) / (2 * stride * stride)
    })
    const scores = convolution(
      builder,
      silu,
      `model.1.cv3.${level}`,
      [3, 6, stride, stride],
      filter,
      finds ? -6 : -12,
      stride,
    )
    const shape = builder.ints(`shape${level}`, [1, 3, (SIDE / stride) ** 2])
    return builder.node('Reshape', [scores, shape])
  })
  const probabilities = builder.node('Sigmoid', [builder.node('Concat', levels, { axis: 2 })])
  const output = builder.node(
    'Concat',
    [gridBoxes(builder), probabilities],
    { axis: 1 },
    { outputs: ['output0'] },
  )
  builder.output(output, undefined, [1, 7, 84])
  builder.model.metadata.set(
    'names',
    JSON.stringify(Object.fromEntries(CLASSES.entries()))
      .replaceAll('"', "'")
      .replaceAll(/'(\d)'/g, '$1'),
  )
  return builder.model
}

function convolution(
  builder: ModelBuilder,
  input: Value,
  name: string,
  dims: readonly [number, number, number, number],
  weights: Float32Array,
  bias: number,
  stride: number,
): Value {
  const weight = builder.initializer(tensorFrom(`${name}.weight`, dims, weights))
  const biases = builder.floats(`${name}.bias`, [dims[0]], new Array<number>(dims[0]).fill(bias))
  const attributes = { kernel_shape: [dims[2], dims[3]], strides: [stride, stride] }
  return builder.node('Conv', [input, weight, biases], attributes, {
    name: `/${name.replaceAll('.', '/')}/Conv`,
  })
}

/** A box of 16 pixels in the middle of every cell of the three levels, centre and size. */
function gridBoxes(builder: ModelBuilder): Value {
  const centres = STRIDES.flatMap((stride) => {
    const cells = SIDE / stride
    return Array.from({ length: cells * cells }, (_, at) => [
      ((at % cells) + 0.5) * stride,
      (Math.floor(at / cells) + 0.5) * stride,
    ])
  })
  const rows = [
    centres.map(([x]) => x),
    centres.map(([, y]) => y),
    centres.map(() => CELL),
    centres.map(() => CELL),
  ]
  return builder.floats('boxes', [1, 4, centres.length], rows.flat())
}

async function writeImages(folder: string, split: string, count: number, seed: number): Promise<void> {
  const random = seededRandom(seed)
  const images: object[] = []
  const annotations: object[] = []
  mkdirSync(join(folder, split), { recursive: true })
  for (let image = 1; image <= count; image++) {
    const pixels = Uint8Array.from({ length: 3 * SIDE * SIDE }, () => random.integer(30))
    const cells = random.shuffle(Array.from({ length: (SIDE / CELL) ** 2 }, (_, cell) => cell)).slice(0, 3)
    for (const cell of cells) {
      const category = random.integer(CLASSES.length)
      const left = (cell % (SIDE / CELL)) * CELL
      const top = Math.floor(cell / (SIDE / CELL)) * CELL
      for (let at = 0; at < CELL * CELL; at++) {
        const pixel = (top + Math.floor(at / CELL)) * SIDE + left + (at % CELL)
        pixels[3 * pixel + category] = 200 + random.integer(55)
      }
      const bbox = [left, top, CELL, CELL]
      annotations.push({
        id: annotations.length + 1,
        image_id: image,
        category_id: category + 1,
        bbox,
        area: CELL * CELL,
        iscrowd: 0,
      })
    }
    const name = `${String(image).padStart(4, '0')}.png`
    images.push({ id: image, file_name: name, width: SIDE, height: SIDE })
    writeFileSync(join(folder, split, name), await encodePng(pixels, SIDE, SIDE))
  }
  mkdirSync(join(folder, 'annotations'), { recursive: true })
  const categories = CLASSES.map((name, index) => ({ id: index + 1, name }))
  writeFileSync(
    join(folder, 'annotations', `instances_${split}.json`),
    JSON.stringify({ images, annotations, categories }),
  )
}

/** Writes a COCO dataset of coloured squares with the splits train2017 and val2017. The same every time. */
export async function writeTinyDataset(folder: string, images = 6): Promise<void> {
  await writeImages(folder, 'train2017', images, 1)
  await writeImages(folder, 'val2017', images, 2)
}

/** Writes the detector to a file. @returns the path. */
export function writeTinyDetector(folder: string): string {
  const path = join(folder, 'tiny.onnx')
  writeFileSync(path, encodeModel(tinyDetector()))
  return path
}
