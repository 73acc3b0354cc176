import { resolve } from 'node:path'

const REFERENCE = resolve(
  process.env['QUANTBENCH_REFERENCE'] ?? resolve(import.meta.dirname, '../../../shared'),
)

/** A real detector and COCO images to measure with; they need not be there. */
export const MODEL = resolve(REFERENCE, 'models/yolov5n.onnx')
export const DATA = resolve(REFERENCE, 'coco-mini')
