import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readCocoGroundTruth, scanCocoGroundTruth } from '../../../src/main/data/coco-json.ts'
import { JsonScanner } from '../../../src/main/data/json-scanner.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { errorOf } from './error-of.ts'
import { piecesSource } from './pieces-source.ts'
import { folderWith } from './temporary-folder.ts'

function scan(content: unknown, piece?: number): ReturnType<typeof scanCocoGroundTruth> {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return scanCocoGroundTruth(new JsonScanner(piecesSource(text, piece), piece), 'test.json')
}

const SMALL = {
  annotations: [
    {
      id: 7,
      image_id: 2,
      category_id: 3,
      bbox: [1.5, 2, 30.25, 4],
      area: 99.5,
      iscrowd: 1,
      segmentation: { counts: 'a]}"', size: [4, 5] },
    },
    { id: 8, image_id: 1, category_id: 3, bbox: [0, 0, 10, 20], segmentation: [[1, 2, 3, 4, 5, 6]] },
  ],
  info: { images: [{ id: 5 }] },
  categories: [{ supercategory: 'x', id: 3, name: 'traffic light' }, { id: 4 }],
  images: [
    { id: 2, file_name: 'val2017\\b.jpg', width: 640, height: 480, license: 1 },
    { id: 1, file_name: 'sub/a.jpg' },
  ],
}

describe('readCocoGroundTruth', () => {
  it.each([1, 2, 3, 7, 13, 64, undefined])('reads columns, keys in any order, in pieces of %s', (piece) => {
    const { groundTruth, images, filledIn } = scan(SMALL, piece)
    expect(groundTruth).toEqual({
      imageIds: Float64Array.of(2, 1),
      categories: [
        { id: 3, name: 'traffic light' },
        { id: 4, name: 'class 4' },
      ],
      count: 2,
      annotationIds: Float64Array.of(7, 8),
      boxImageIds: Float64Array.of(2, 1),
      boxCategoryIds: Float64Array.of(3, 3),
      boxes: Float64Array.of(1.5, 2, 30.25, 4, 0, 0, 10, 20),
      areas: Float64Array.of(99.5, 200),
      crowd: Uint8Array.of(1, 0),
    })
    expect(images).toEqual([
      { id: 2, fileName: 'val2017/b.jpg', width: 640, height: 480 },
      { id: 1, fileName: 'sub/a.jpg', width: NaN, height: NaN },
    ])
    expect(filledIn).toEqual({ imageIds: 0, annotationIds: 0, areas: 1 })
  })

  it('numbers what has no id after the largest id', () => {
    const { groundTruth, images, filledIn } = scan({
      images: [{ file_name: 'a.jpg' }, { id: 40, file_name: 'b.jpg' }, { id: null }],
      annotations: [{ image_id: 40, category_id: 1, bbox: [0, 0, 1, 1] }],
      categories: [{ id: 1, name: 'a' }],
    })
    expect([...groundTruth.imageIds]).toEqual([41, 40, 42])
    expect(images.map((image) => image.id)).toEqual([41, 40, 42])
    expect(images[2].fileName).toBe('')
    expect([...groundTruth.annotationIds]).toEqual([1])
    expect(filledIn).toEqual({ imageIds: 2, annotationIds: 1, areas: 1 })
  })

  it('takes what other exporters write: numbers in quotes, booleans, URLs, null', () => {
    const { groundTruth, images } = scan({
      images: [
        {
          id: '000000397133',
          coco_url: 'http://images.cocodataset.org/val2017/000000397133.jpg',
          width: '64',
        },
      ],
      annotations: [
        { id: 1, image_id: '397133', category_id: ' 2 ', bbox: ['1', 2, 3, 4], iscrowd: true, area: null },
      ],
      categories: [{ id: 2, name: 5 }],
    })
    expect(images[0]).toEqual({ id: 397133, fileName: 'val2017/000000397133.jpg', width: 64, height: NaN })
    expect([...groundTruth.boxImageIds]).toEqual([397133])
    expect([...groundTruth.crowd]).toEqual([1])
    expect([...groundTruth.areas]).toEqual([12])
    expect(groundTruth.categories).toEqual([{ id: 2, name: '5' }])
  })

  it.each([[undefined], [null], [[]], [[1, 2, 3]], [[1, 2, 3, 4, 5]], [[1, 2, 3, null]]])(
    'marks a box of %j as not finite',
    (bbox) => {
      const { groundTruth } = scan({
        images: [],
        annotations: [{ image_id: 1, category_id: 1, bbox }],
        categories: [],
      })
      expect(groundTruth.count).toBe(1)
      expect(groundTruth.boxes.includes(NaN)).toBe(true)
    },
  )

  it('reads a file of images without annotations', () => {
    const { groundTruth, images } = scan({ images: [{ id: 1, file_name: 'a.jpg' }] })
    expect(groundTruth.count).toBe(0)
    expect(images).toHaveLength(1)
  })

  it.each([
    ['[]', 'DATASET_INVALID', 'got an array, as results files have'],
    ['{"annotations": []}', 'DATASET_INVALID', 'expected a list "images", got none'],
    ['{"images": {}}', 'JSON_INVALID', "expected an array, got '{' at byte 11, line 1"],
    ['{"images": [\n{"id": "a7"}]}', 'JSON_INVALID', 'expected a number, got "a7" at byte 20, line 2'],
    ['{"images": [{"id": [1]}]}', 'JSON_INVALID', "expected a number, got '[' at byte 19"],
    [
      '{"images": [], "annotations": [{"bbox": [1, 2, NaN, 4]}]}',
      'JSON_INVALID',
      "expected a JSON value, got 'NaN'",
    ],
    ['{"images": [], "annotations": [{"area": 1', 'JSON_INVALID', 'got the end of the file'],
    ['', 'JSON_INVALID', 'got the end of the file'],
  ])('refuses %s', async (text, code, message) => {
    const error = await errorOf(() => scan(text))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
    expect(error.wayOut).toBeDefined()
  })

  it('names the file and the place in it', async () => {
    const folder = folderWith({ 'a.json': '{"images": [],\n "annotations": [1]}' })
    const error = await errorOf(() => readCocoGroundTruth(`${folder}/a.json`))
    expect(error.message).toBe(`${folder}/a.json: expected an object, got '1' at byte 32, line 2`)
    expect((await errorOf(() => readCocoGroundTruth(`${folder}/b.json`))).code).toBe('FILE_NOT_FOUND')
    expect((await errorOf(() => readCocoGroundTruth(folder))).code).toBe('FILE_UNREADABLE')
  })
})

const cocoFile = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string(), width: z.number(), height: z.number() })),
  annotations: z.array(
    z.object({
      id: z.number(),
      image_id: z.number(),
      category_id: z.number(),
      bbox: z.array(z.number()),
      area: z.number(),
      iscrowd: z.number(),
    }),
  ),
  categories: z.array(z.object({ id: z.number(), name: z.string() })),
})

describeWithReference('coco-mini', 'COCO 2017', () => {
  it.each([
    ['val2017', 79],
    ['train2017', 80],
  ])('reads of %s exactly what JSON.parse reads', (split, count) => {
    const path = reference(`coco-mini/annotations/instances_${split}.json`)
    const { groundTruth, images } = readCocoGroundTruth(path)
    const expected = cocoFile.parse(JSON.parse(readFileSync(path, 'utf8')))
    expect(images).toHaveLength(count)
    expect(images).toEqual(
      expected.images.map(({ id, file_name, width, height }) => ({ id, fileName: file_name, width, height })),
    )
    const rows = expected.annotations
    expect(groundTruth).toEqual({
      imageIds: Float64Array.from(expected.images, ({ id }) => id),
      categories: expected.categories,
      count: rows.length,
      annotationIds: Float64Array.from(rows, ({ id }) => id),
      boxImageIds: Float64Array.from(rows, (row) => row.image_id),
      boxCategoryIds: Float64Array.from(rows, (row) => row.category_id),
      boxes: Float64Array.from(rows.flatMap(({ bbox }) => bbox)),
      areas: Float64Array.from(rows, ({ area }) => area),
      crowd: Uint8Array.from(rows, ({ iscrowd }) => iscrowd),
    })
  })
})
