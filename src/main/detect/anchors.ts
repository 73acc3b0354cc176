import { constantOf } from '../onnx/constants.ts'
import { DataType } from '../onnx/proto.ts'
import { dimsOf, floatsOf } from '../onnx/tensor.ts'
import { mentions, type Signature } from './signature.ts'

/** Anchor boxes of one feature map: widths and heights in pixels, one after the other. */
export type LevelAnchors = readonly number[]

/** Published anchors of models/*.yaml (YOLOv5) and cfg/deploy/*.yaml (YOLOv7), by level. */
const YOLOV5_P5 = [
  [10, 13, 16, 30, 33, 23],
  [30, 61, 62, 45, 59, 119],
  [116, 90, 156, 198, 373, 326],
]
const YOLOV5_P6 = [
  [19, 27, 44, 40, 38, 94],
  [96, 68, 86, 152, 180, 137],
  [140, 301, 303, 264, 238, 542],
  [436, 615, 739, 380, 925, 792],
]
const YOLOV7_P5 = [
  [12, 16, 19, 36, 40, 28],
  [36, 75, 76, 55, 72, 146],
  [142, 110, 192, 243, 459, 401],
]

/** Detection modules of YOLOv7 and YOLOv7-X; YOLOv7-tiny has YOLOv5's anchors. */
const YOLOV7_HEAD = /(^|\/)model\.(105|121)\b/

/**
 * Anchors of a raw three-head export, level by level in the order of the strides: the graph's own where it still has
 * them, else those that the YOLOv5 and YOLOv7 models are published with. Null where neither is known.
 */
export function anchorsFor(
  signature: Signature,
  strides: readonly number[],
  anchorsPerCell: number,
): { levels: readonly LevelAnchors[]; reason: string } | null {
  const stored = storedAnchors(signature, strides, anchorsPerCell)
  if (stored !== null) return { levels: stored, reason: 'anchors from the graph' }
  if (anchorsPerCell !== 3) return null
  const usual = strides.join() === '8,16,32'
  if (usual && mentions(signature, YOLOV7_HEAD))
    return { levels: YOLOV7_P5, reason: "YOLOv7's published anchors, its detection module being model.105" }
  const fallback = "YOLOv5's published anchors, the graph having none"
  if (usual) return { levels: YOLOV5_P5, reason: fallback }
  return strides.join() === '8,16,32,64' ? { levels: YOLOV5_P6, reason: fallback } : null
}

/** Anchors as YOLOv5 and YOLOv7 keep them: one constant a level, or one for all. */
function storedAnchors(
  signature: Signature,
  strides: readonly number[],
  anchorsPerCell: number,
): LevelAnchors[] | null {
  const perLevel: LevelAnchors[] = []
  const size = 2 * anchorsPerCell
  for (const { name, dims, values } of pairConstants(signature)) {
    const shape = dims.join()
    if (shape === `1,${anchorsPerCell},1,1,2`) perLevel.push(values)
    else if (shape === `${strides.length},1,${anchorsPerCell},1,1,2`) return split(values, size)
    else if (shape === `${strides.length},${anchorsPerCell},2` && /anchor/i.test(name))
      return inPixels(split(values, size), strides)
  }
  return perLevel.length === strides.length ? perLevel.sort((a, b) => area(a) - area(b)) : null
}

function* pairConstants(signature: Signature): Generator<{ name: string; dims: number[]; values: number[] }> {
  for (const value of signature.graph.values) {
    const tensor = constantOf(value)
    if (tensor === null || tensor.dataType !== DataType.FLOAT) continue
    const dims = dimsOf(tensor)
    if (dims.length < 3 || dims.at(-1) !== 2) continue
    const values = [...floatsOf(tensor)]
    if (values.every((side) => side > 0)) yield { name: value.name, dims, values }
  }
}

function split(values: readonly number[], size: number): LevelAnchors[] {
  return Array.from({ length: values.length / size }, (_, level) =>
    values.slice(level * size, (level + 1) * size),
  )
}

/** YOLOv5's `anchors` buffer counts in strides: then no anchor is as long as 32. */
function inPixels(levels: readonly LevelAnchors[], strides: readonly number[]): LevelAnchors[] {
  if (levels.some((level) => level.some((side) => side > 32))) return [...levels]
  return levels.map((level, index) => level.map((side) => side * strides[index]))
}

function area(anchors: LevelAnchors): number {
  let total = 0
  for (let at = 0; at < anchors.length; at += 2) total += anchors[at] * anchors[at + 1]
  return total
}
