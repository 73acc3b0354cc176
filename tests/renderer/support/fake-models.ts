import type { DatasetEntry, DatasetHealth, DatasetImage } from '../../../src/shared/contract/dataset.ts'
import type {
  Inspection,
  ModelFile,
  ModelPreview,
  ModelTrial,
  ModelView,
} from '../../../src/shared/contract/model.ts'

/** One blue-grey pixel. */
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaPj/HwAEfQJ/1sK6SQAAAABJRU5ErkJggg=='

export const fakeModel: ModelFile = {
  sha256: 'a'.repeat(64),
  path: '/data/models/yolov5n.onnx',
  present: true,
  size: 7_460_000,
  name: 'yolov5n.onnx',
  family: 'yolov5',
  familyTitle: 'YOLOv5 / YOLOv7',
  addedAt: Date.UTC(2026, 2, 9, 14),
}

export const fakeInspection: Inspection = {
  model: fakeModel,
  inputs: [{ name: 'images', type: 'float', dims: ['batch', 3, 640, 640] }],
  outputs: [{ name: 'output0', type: 'float', dims: ['batch', 25_200, 85] }],
  opset: 13,
  producer: 'pytorch 1.13.0',
  nodes: 524,
  operators: [{ op: 'Conv', count: 60 }],
  layers: Array.from({ length: 60 }, (_, index) => ({
    name: `model.${index}.conv`,
    block: `model.${index}`,
    op: 'Conv',
    weightShape: [16, 3, 3, 3],
    parameters: 448 * (index + 1),
    macs: 7e6,
    precision: index < 2 ? ('float' as const) : ('quantized' as const),
  })),
  parameters: 1.87e6,
  macs: 2.23e9,
  quantizers: { activations: 61, weights: 58, symmetric: true, quantizedLayers: 58, floatLayers: 2 },
  problems: [],
  detector: {
    family: 'yolov5',
    title: 'YOLOv5',
    certainty: 0.9,
    classes: 2,
    classNames: ['cat', 'dog'],
    preprocess: {
      width: 640,
      height: 640,
      color: 'rgb',
      mode: 'letterbox',
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      layout: 'nchw',
    },
    notes: ['three boxes for each cell'],
  },
  noDetector: null,
}

export const fakeView: ModelView = { picture: `data:image/png;base64,${PIXEL}`, width: 640, height: 640 }

export const fakePreview: ModelPreview = {
  detections: [{ classIndex: 0, name: 'cat', score: 0.91, bbox: [10, 20, 30, 40], seen: [10, 60, 30, 40] }],
}

export const fakeTrial: ModelTrial = {
  certain: false,
  reason: 'BGR, 0–1 finds clearly more',
  candidates: [
    { label: 'RGB, 0–1', color: 'rgb', scale: 1 / 255, score: 1, chosen: false },
    { label: 'BGR, 0–1', color: 'bgr', scale: 1 / 255, score: 4, chosen: true },
  ],
}

const IMAGES = 100

export const fakeDataset = (root: string): DatasetEntry => ({
  id: 'd1',
  name: `${root.split('/').at(-1) ?? root}/val2017`,
  root,
  present: true,
  images: IMAGES,
  annotations: `${root}/annotations/instances_val2017.json`,
  addedAt: Date.UTC(2026, 2, 9, 14),
})

export const fakeHealth = (root: string): DatasetHealth => ({
  name: fakeDataset(root).name,
  root,
  split: 'val2017',
  splits: ['val2017', 'train2017'],
  kind: 'coco',
  annotations: fakeDataset(root).annotations,
  images: IMAGES,
  boxes: 2 * IMAGES,
  crowds: 0,
  imagesWithoutBoxes: 0,
  widths: [64, 64, 64],
  heights: [48, 48, 48],
  areas: { small: IMAGES, medium: IMAGES, large: 0 },
  classes: [
    { id: 1, name: 'cat', boxes: 150, images: IMAGES },
    { id: 2, name: 'dog', boxes: 50, images: IMAGES / 2 },
  ],
  problems: [
    {
      kind: 'box-outside',
      level: 'problem',
      message: '3 boxes more than a pixel outside the image; kept',
      count: 3,
      examples: ['image 7'],
    },
  ],
})

/** Images that are all the same file; every second one shows a dog too. */
export function fakeImages(file: string): DatasetImage[] {
  return Array.from({ length: IMAGES }, (_, index) => ({
    id: index + 1,
    name: `image ${index + 1}.png`,
    path: file,
    width: 64,
    height: 48,
    boxes: [
      { bbox: [4, 4, 20, 20], category: 1, crowd: false },
      { bbox: [30, 10, 20, 30], category: index % 2 === 0 ? 1 : 2, crowd: false },
    ],
  }))
}
