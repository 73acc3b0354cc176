import { join } from 'node:path'
import type { ImageBox } from '../../../src/main/data/boxes-by-image.ts'
import type { Dataset } from '../../../src/main/data/dataset.ts'
import { encodePng } from '../../../src/main/data/image.ts'
import type { RgbImage } from '../../../src/main/data/rgb-image.ts'
import { folderWith } from './temporary-folder.ts'

/** An image, or nothing for a file that is none, with its boxes. */
export interface Example {
  readonly image: RgbImage | null
  readonly boxes?: readonly ImageBox[]
}

/** An image of one grey value. */
export function flat(value: number, width = 8, height = 8): RgbImage {
  return { data: new Uint8Array(width * height * 3).fill(value), width, height }
}

function groundTruthOf(examples: readonly Example[], ids: readonly number[]): Dataset['groundTruth'] {
  const rows = examples.flatMap(({ boxes = [] }, at) => boxes.map((box) => ({ ...box, id: ids[at] })))
  const column = (pick: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, pick)
  return {
    imageIds: Float64Array.from(ids),
    categories: [{ id: 1, name: 'thing' }],
    count: rows.length,
    annotationIds: column((row) => rows.indexOf(row) + 1),
    boxImageIds: column(({ id }) => id),
    boxCategoryIds: column(({ categoryId }) => categoryId),
    boxes: Float64Array.from(rows.flatMap(({ x, y, width, height }) => [x, y, width, height])),
    areas: column(({ width, height }) => width * height),
    crowd: new Uint8Array(rows.length),
  }
}

/** A dataset of PNG files that lasts as long as the test; image `i` has the id 100 + i. */
export async function datasetOf(examples: readonly Example[], annotated = true): Promise<Dataset> {
  const names = examples.map((_, at) => `${at}.png`)
  const files = await Promise.all(
    examples.map(async ({ image }, at): Promise<[string, Uint8Array | string]> => {
      const content = image === null ? 'no image' : await encodePng(image.data, image.width, image.height)
      return [names[at], content]
    }),
  )
  const root = folderWith(Object.fromEntries(files))
  const ids = names.map((_, at) => 100 + at)
  const images = names.map((name, at) => ({
    id: ids[at],
    file: join(root, name),
    name,
    width: examples[at].image?.width ?? 0,
    height: examples[at].image?.height ?? 0,
  }))
  const groundTruth = annotated ? groundTruthOf(examples, ids) : null
  return {
    name: 'examples',
    root,
    split: '',
    kind: 'coco',
    annotations: null,
    images,
    groundTruth,
    problems: [],
    listHash: '',
  }
}
