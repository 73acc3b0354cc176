import type { Value } from '../../src/main/onnx/value.ts'
import type { Feature, LayerBuilder } from './layer-builder.ts'
import { ANCHORS_A_CELL, LEVELS, type Level } from './levels.ts'

export interface DecodePlace {
  /** Side of the network's input in pixels. */
  readonly side: number
  /** Scope of the detection module, `/model.23`. */
  readonly path: string
  /** Name of what comes out. */
  readonly output: string
}

/**
 * Adds what YOLOv5 v7.0's Detect computes on export: with s the sigmoid of a map, the centre is (2s − 0.5 + cell) ·
 * stride, the size (2s)² · anchor. @returns all levels' boxes [N, boxes, fields].
 */
export function decodeHeads(layers: LayerBuilder, heads: readonly Feature[], place: DecodePlace): Value {
  const { path, output } = place
  const parts = heads.map((head, index) => decodeLevel(layers, head, LEVELS[index], place))
  const [all] = layers.node(path, 'Concat', parts, { axis: 1 })
  layers.graph.rename(all, output)
  return all
}

function decodeLevel(layers: LayerBuilder, head: Feature, level: Level, { side, path }: DecodePlace): Value {
  const { stride, anchors } = level
  const cells = side / stride
  const fields = head.channels / ANCHORS_A_CELL
  const name = (what: string) => `${path}/${what}_${stride}`
  const floats = (what: string, dims: readonly number[], values: readonly number[]) =>
    layers.floats(name(what), dims, values)
  const node = (opType: string, inputs: readonly Value[], attributes = {}) =>
    layers.node(path, opType, inputs, attributes)[0]

  const apart = layers.ints(name('split_fields'), [-1, ANCHORS_A_CELL, fields, cells, cells])
  const last = node('Transpose', [node('Reshape', [head.value, apart])], { perm: [0, 1, 3, 4, 2] })
  const sizes = layers.ints(name('split_sizes'), [2, 2, fields - 4])
  const parts = layers.node(path, 'Split', [node('Sigmoid', [last]), sizes], { axis: 4 }, 3)
  const two = floats('two', [], [2])
  const grid = floats('grid', [1, 1, cells, cells, 2], cornersOf(cells))
  const centre = node('Add', [node('Mul', [parts[0], two]), grid])
  const doubled = node('Pow', [node('Mul', [parts[1], two]), floats('square', [], [2])])
  const boxes = [
    node('Mul', [centre, floats('stride', [], [stride])]),
    node('Mul', [doubled, floats('anchor_grid', [1, ANCHORS_A_CELL, 1, 1, 2], anchors.flat())]),
  ]
  const together = node('Concat', [...boxes, parts[2]], { axis: 4 })
  return node('Reshape', [together, layers.ints(name('rows'), [-1, ANCHORS_A_CELL * cells * cells, fields])])
}

/** Column and row of every cell, half a cell less. */
function cornersOf(cells: number): number[] {
  return Array.from({ length: cells * cells }, (_, cell) => [
    (cell % cells) - 0.5,
    Math.floor(cell / cells) - 0.5,
  ]).flat()
}
