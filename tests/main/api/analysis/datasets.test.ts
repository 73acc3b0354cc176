import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foldersOf } from '../../../../src/main/api/analysis/image-folders.ts'
import { datasetImages } from '../../../../src/main/api/analysis/methods/dataset-images.ts'
import { openDatasetHealth } from '../../../../src/main/api/analysis/methods/open-dataset.ts'
import { sha256 } from '../../../../src/main/base/files.ts'
import { encodePng } from '../../../../src/main/data/image.ts'
import type { DataSource } from '../../../../src/shared/contract/dataset.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'

const { signal } = new AbortController()
const open = (source: DataSource, check = false) => openDatasetHealth({ source, check }, signal)
const page = (
  source: DataSource,
  more: { category?: number; text?: string; image?: number; offset?: number; limit?: number },
) => datasetImages({ source, offset: 0, limit: 50, ...more }, signal)

const box = (id: number, image: number, category: number, side: number, iscrowd = 0) => ({
  id,
  image_id: image,
  category_id: category,
  bbox: [0, 0, side, side],
  area: side * side,
  iscrowd,
})

const ANNOTATIONS = {
  images: [
    { id: 1, file_name: 'a.png', width: 200, height: 100 },
    { id: 2, file_name: 'b.png', width: 300, height: 300 },
    { id: 3, file_name: 'sub/c.png', width: 100, height: 200 },
    { id: 4, file_name: 'gone.png', width: 10, height: 10 },
  ],
  annotations: [
    box(1, 1, 7, 32),
    box(2, 1, 7, 33),
    box(3, 1, 9, 97),
    box(4, 3, 7, 90, 1),
    box(5, 4, 7, 5),
    box(6, 3, 99, 5),
  ],
  categories: [
    { id: 7, name: 'cat' },
    { id: 9, name: 'dog' },
    { id: 11, name: 'cow' },
  ],
}

async function workspace() {
  const text = JSON.stringify(ANNOTATIONS)
  const image = await encodePng(new Uint8Array(3 * 200 * 100), 200, 100)
  const folder = folderWith({
    'annotations/instances_val2017.json': text,
    'annotations/instances_train2017.json': text,
    'val2017/a.png': image,
    'val2017/b.png': image,
    'val2017/sub/c.png': 'broken',
    'train2017/a.png': image,
  })
  return { folder, text, source: { dir: folder, split: 'val2017' } }
}

describe('datasets.open', () => {
  it('counts what a dataset holds and what is wrong with it', async () => {
    const { folder, text, source } = await workspace()
    const { health, annotationsSha256, listSha256, folders } = await open(source)
    const { problems, ...rest } = health
    expect(rest).toEqual({
      name: expect.stringMatching(/\/val2017$/),
      root: folder,
      split: 'val2017',
      splits: ['train2017', 'val2017'],
      kind: 'coco',
      annotations: join(folder, 'annotations/instances_val2017.json'),
      images: 3,
      boxes: 4,
      crowds: 1,
      imagesWithoutBoxes: 1,
      widths: [100, 200, 300],
      heights: [100, 200, 300],
      areas: { small: 1, medium: 1, large: 1 },
      classes: [
        { id: 7, name: 'cat', boxes: 3, images: 2 },
        { id: 9, name: 'dog', boxes: 1, images: 1 },
        { id: 11, name: 'cow', boxes: 0, images: 0 },
      ],
    })
    expect(problems.map(({ kind, count }) => [kind, count])).toEqual(
      expect.arrayContaining([
        ['missing-file', 1],
        ['unknown-category', 1],
        ['image-without-annotations', 1],
        ['category-without-annotations', 1],
      ]),
    )
    expect(annotationsSha256).toBe(sha256(text))
    expect(listSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(folders).toEqual([join(folder, 'annotations'), join(folder, 'val2017')])
  })

  it('looks into the images when asked to', async () => {
    const { source } = await workspace()
    const { health } = await open(source, true)
    expect(health.images).toBe(2)
    expect(health.problems.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['unreadable-image', 'size-mismatch']),
    )
  })

  it('takes a bare folder of images', async () => {
    const { folder } = await workspace()
    const { health, annotationsSha256 } = await open({ dir: join(folder, 'val2017') })
    expect(health).toMatchObject({
      kind: 'folder',
      images: 3,
      boxes: 0,
      widths: null,
      classes: [],
      splits: [''],
    })
    expect(annotationsSha256).toBeNull()
  })

  it('refuses what is no dataset', async () => {
    await expect(open({ dir: folderWith({}) })).rejects.toMatchObject({ code: 'DATASET_EMPTY' })
    await expect(open({ dir: '/nowhere' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(
      open({ dir: join(folderWith({ 'a.json': '{"images": [' }), 'a.json') }),
    ).rejects.toMatchObject({
      code: 'JSON_INVALID',
    })
    const { folder } = await workspace()
    await expect(open({ dir: folder, split: 'nonsense' })).rejects.toMatchObject({ code: 'DATASET_INVALID' })
  })

  it('stops when nobody waits any more', async () => {
    const { source } = await workspace()
    const controller = new AbortController()
    controller.abort()
    await expect(openDatasetHealth({ source, check: true }, controller.signal)).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})

describe('datasets.images', () => {
  it('pages through the images with their boxes', async () => {
    const { folder, source } = await workspace()
    const { images, total } = await page(source, { limit: 1 })
    expect(total).toBe(3)
    expect(images).toEqual([
      {
        id: 1,
        name: 'a.png',
        path: join(folder, 'val2017/a.png'),
        width: 200,
        height: 100,
        boxes: [
          { bbox: [0, 0, 32, 32], category: 7, crowd: false },
          { bbox: [0, 0, 33, 33], category: 7, crowd: false },
          { bbox: [0, 0, 97, 97], category: 9, crowd: false },
        ],
      },
    ])
    const rest = await page(source, { offset: 1 })
    expect(rest.images.map(({ id, boxes }) => [id, boxes.length])).toEqual([
      [2, 0],
      [3, 1],
    ])
    expect(rest.images[1].boxes[0].crowd).toBe(true)
  })

  it('finds the place of an image among those that are left', async () => {
    const { source } = await workspace()
    const placeOf = async (image: number, more = {}) => (await page(source, { image, ...more })).place
    expect(await placeOf(3)).toBe(2)
    expect(await placeOf(3, { category: 7, limit: 1 })).toBe(1)
    expect(await placeOf(2, { category: 7 })).toBeNull()
    expect((await page(source, {})).place).toBeNull()
  })

  it('filters by category and name', async () => {
    const { source } = await workspace()
    const ids = async (more: object) => (await page(source, more)).images.map(({ id }) => id)
    expect(await ids({ category: 7 })).toEqual([1, 3])
    expect(await ids({ category: 9 })).toEqual([1])
    expect(await ids({ category: 12 })).toEqual([])
    expect(await ids({ text: 'SUB/' })).toEqual([3])
    expect(await ids({ text: '.png', category: 9 })).toEqual([1])
  })

  it('reads annotations again when they have changed', async () => {
    const { folder, source } = await workspace()
    expect((await page(source, {})).total).toBe(3)
    const file = join(folder, 'annotations/instances_val2017.json')
    writeFileSync(file, JSON.stringify({ ...ANNOTATIONS, images: ANNOTATIONS.images.slice(0, 1) }))
    utimesSync(file, 1, 1)
    expect((await page(source, {})).total).toBe(1)
  })
})

describe('foldersOf', () => {
  it('names no folder below another', () => {
    expect(foldersOf(['/a/b/x', '/a/b/c/y', '/a/bc/z', '/a/b/c/d/w'])).toEqual(['/a/b', '/a/bc'])
    expect(foldersOf([])).toEqual([])
  })

  it('puts very many together', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `/data/set/${index}/x.png`)
    expect(foldersOf(many(64))).toHaveLength(64)
    expect(foldersOf(many(65))).toEqual(['/data/set'])
    expect(foldersOf([...many(5000), '/data/other/x.png'])).toEqual(['/data'])
  })
})

describeWithReference('coco-mini/annotations/instances_val2017.json', 'coco-mini', () => {
  it('is whole', async () => {
    const { health } = await open({ dir: reference('coco-mini') })
    expect(health).toMatchObject({ images: 79, boxes: 624, crowds: 5, split: 'val2017' })
    expect(health.classes).toHaveLength(80)
    expect(health.problems.filter(({ level }) => level === 'problem')).toEqual([])
    const { small, medium, large } = health.areas
    expect(small + medium + large).toBe(624 - 5)
  })
})
