import type { Preprocess } from '../data/preprocess.ts'

/** How a network wants its images, except for the size. */
export type PreprocessDefaults = Omit<Preprocess, 'width' | 'height'>

/** Ways to turn bytes into the network's values: `(byte · scale − mean) / std`, for channels in RGB order. */
export const NORMALISATIONS = {
  /** 0 … 1. */
  unit: { scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] },
  /** 0 … 255, as they are. */
  byte: { scale: 1, mean: [0, 0, 0], std: [1, 1, 1] },
  /** torchvision's ImageNet statistics on 0 … 1. */
  imagenet: { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
} as const satisfies Record<string, Pick<Preprocess, 'scale' | 'mean' | 'std'>>

export type Normalisation = keyof typeof NORMALISATIONS

export const NORMALISATION_NAMES = ['unit', 'byte', 'imagenet'] as const satisfies readonly Normalisation[]

/** A normalisation's numbers in the order of the network's channels. */
export function normalisation(
  name: Normalisation,
  color: Preprocess['color'],
): Pick<Preprocess, 'scale' | 'mean' | 'std'> {
  const { scale, mean, std } = NORMALISATIONS[name]
  if (color === 'rgb') return { scale, mean, std }
  return { scale, mean: [mean[2], mean[1], mean[0]], std: [std[2], std[1], std[0]] }
}

/** The same preparation for a network with the given order of channels. */
export function withColor(preprocess: Preprocess, color: Preprocess['color']): Preprocess {
  if (color === preprocess.color) return preprocess
  const { mean, std } = preprocess
  return { ...preprocess, color, mean: [mean[2], mean[1], mean[0]], std: [std[2], std[1], std[0]] }
}

/** Ultralytics 8 and later. */
export const ULTRALYTICS: PreprocessDefaults = {
  mode: 'letterbox-ultralytics',
  padValue: 114,
  color: 'rgb',
  ...NORMALISATIONS.unit,
  interpolation: 'linear',
  layout: 'nchw',
}

/** YOLOv5, v6 and v7. */
export const LETTERBOX_UNIT_RGB: PreprocessDefaults = {
  ...ULTRALYTICS,
  mode: 'letterbox',
  interpolation: 'yolov5',
}

/** RT-DETR and other transformers; torchvision's detectors, which normalise inside. */
export const STRETCH_UNIT_RGB: PreprocessDefaults = { ...ULTRALYTICS, mode: 'stretch' }

/** YOLOX since 0.2. */
export const TOP_LEFT_BYTE_BGR: PreprocessDefaults = {
  ...ULTRALYTICS,
  ...NORMALISATIONS.byte,
  mode: 'topleft',
  color: 'bgr',
}

/** NanoDet: OpenCV's channel order, ImageNet statistics on 0 … 255 (config/nanodet-plus-m_320.yml). */
export const STRETCH_IMAGENET_BGR: PreprocessDefaults = {
  ...ULTRALYTICS,
  mode: 'stretch',
  color: 'bgr',
  scale: 1,
  mean: [103.53, 116.28, 123.675],
  std: [57.375, 57.12, 58.395],
}
