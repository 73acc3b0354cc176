import { DEMO_CLASSES } from './classes.ts'
import type { DemoSplit, SceneBox } from './scene.ts'

/** A scene without its pixels. */
export interface AnnotatedScene {
  readonly width: number
  readonly height: number
  readonly boxes: readonly SceneBox[]
}

/** Ids of the images of the splits do not meet. */
const FIRST_ID: Readonly<Record<DemoSplit, number>> = { train2017: 1, val2017: 100_001 }

export const MOST_IMAGES = 100_000

export function imageId(split: DemoSplit, index: number): number {
  return FIRST_ID[split] + index
}

/** As the names of COCO's own images. */
export function imageName(split: DemoSplit, index: number): string {
  return `${String(imageId(split, index)).padStart(12, '0')}.png`
}

/** The COCO instances file of the scenes of a split, in the order of their index. */
export function annotationsJson(split: DemoSplit, scenes: readonly AnnotatedScene[]): string {
  const images = scenes.map(({ width, height }, index) => {
    return { id: imageId(split, index), file_name: imageName(split, index), width, height }
  })
  const annotations = scenes
    .flatMap(({ boxes }, index) => boxes.map((box) => ({ ...box, image: imageId(split, index) })))
    .map(({ image, category, bbox, area, crowd, mask }, row) => ({
      id: row + 1,
      image_id: image,
      category_id: category + 1,
      bbox,
      area,
      iscrowd: crowd ? 1 : 0,
      segmentation: mask,
    }))
  const categories = DEMO_CLASSES.map((name, index) => ({ id: index + 1, name, supercategory: 'shape' }))
  const info = { description: 'Quantbench demo set: rendered shapes, textures and clutter' }
  return JSON.stringify({ info, images, annotations, categories })
}
