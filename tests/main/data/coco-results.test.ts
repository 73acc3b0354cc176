import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { seededRandom } from '../../../src/main/base/random.ts'
import { readDetections, scanDetections, writeDetections } from '../../../src/main/data/coco-results.ts'
import type { Detections } from '../../../src/main/data/detections.ts'
import { JsonScanner } from '../../../src/main/data/json-scanner.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { errorOf } from './error-of.ts'
import { piecesSource } from './pieces-source.ts'
import { folderWith } from './temporary-folder.ts'

const results = z.array(
  z.object({ image_id: z.number(), category_id: z.number(), bbox: z.array(z.number()), score: z.number() }),
)

function columnsOf(text: string): Detections {
  const rows = results.parse(JSON.parse(text))
  return {
    count: rows.length,
    imageIds: Float64Array.from(rows, (row) => row.image_id),
    categoryIds: Float64Array.from(rows, (row) => row.category_id),
    boxes: Float64Array.from(rows.flatMap(({ bbox }) => bbox)),
    scores: Float64Array.from(rows, ({ score }) => score),
  }
}

function randomDetections(count: number): Detections {
  const random = seededRandom(5)
  return {
    count,
    imageIds: Float64Array.from({ length: count }, () => random.integer(581_929)),
    categoryIds: Float64Array.from({ length: count }, () => 1 + random.integer(90)),
    boxes: Float64Array.from({ length: 4 * count }, () => Math.fround(random.next() * 700 - 20)),
    scores: Float64Array.from({ length: count }, () => Math.fround(random.next() ** 4)),
  }
}

const scan = (text: string, piece?: number): Detections =>
  scanDetections(new JsonScanner(piecesSource(text, piece), piece), 'dt.json')

describe('readDetections', () => {
  const text =
    '[{"image_id": 42, "category_id": 18, "bbox": [258.15, 41.29, 348.26, 243.78], "score": 0.236},\n' +
    ' {"score": 3.18e-1, "segmentation": {"counts": "a\\"b]"}, "bbox": [1,2,3,4], "id": 1, "category_id": 1, "image_id": 73}]'

  it.each([1, 2, 5, 31, undefined])('reads columns in pieces of %s', (piece) => {
    expect(scan(text, piece)).toEqual(columnsOf(text))
  })

  it('reads an empty list', () => {
    expect(scan('[]').count).toBe(0)
    expect(scan('[]').boxes).toHaveLength(0)
  })

  it.each([
    ['{"annotations": []}', 'DATASET_INVALID', 'expected an array of detections, got an object'],
    [
      '[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}]',
      'DATASET_INVALID',
      'got detection 0 without a score',
    ],
    ['[{"image_id": 1, "score": 1, "bbox": [1, 2, 3, 4]}]', 'DATASET_INVALID', 'without a category_id'],
    ['[{"image_id": 1, "category_id": 1, "score": 1}]', 'DATASET_INVALID', 'without a bbox of four numbers'],
    ['[{"image_id": 1, "category_id": 1, "bbox": [1, 2], "score": 1}]', 'DATASET_INVALID', 'without a bbox'],
    [
      '[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": NaN}]',
      'JSON_INVALID',
      "got 'NaN' at byte 66",
    ],
    ['[{"image_id": 1}, 5]', 'DATASET_INVALID', 'detection 0'],
    ['[5]', 'JSON_INVALID', "expected an object, got '5'"],
    ['[{"image_id": 1, "cat', 'JSON_INVALID', 'got the end of the file at byte 21'],
  ])('refuses %s', async (wrong, code, message) => {
    const error = await errorOf(() => scan(wrong))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })
})

describe('writeDetections', () => {
  it('gives back every float32 by default, in the order of the rows', async () => {
    const folder = folderWith({})
    const detections = randomDetections(20_000)
    await writeDetections(`${folder}/deep/dt.json`, detections)
    const read = readDetections(`${folder}/deep/dt.json`)
    expect(read.imageIds).toEqual(detections.imageIds)
    expect(read.categoryIds).toEqual(detections.categoryIds)
    expect(read.boxes.map(Math.fround)).toEqual(detections.boxes)
    expect(read.scores.map(Math.fround)).toEqual(detections.scores)
    expect(read).toEqual(columnsOf(readFileSync(`${folder}/deep/dt.json`, 'utf8')))
  })

  it('gives back every double on request', async () => {
    const folder = folderWith({})
    const floats = randomDetections(5000)
    const detections = { ...floats, boxes: floats.boxes.map((value) => value / 3) }
    await writeDetections(`${folder}/dt.json`, detections, { precision: 'float64' })
    expect(readDetections(`${folder}/dt.json`)).toEqual(detections)
  })

  it('rounds as asked', async () => {
    const folder = folderWith({})
    const detections = {
      count: 1,
      imageIds: Float64Array.of(9),
      categoryIds: Float64Array.of(1),
      boxes: Float64Array.of(382.26666, 73.7601, -0.0001, 100),
      scores: Float64Array.of(0.832459986),
    }
    await writeDetections(`${folder}/dt.json`, detections, { precision: { box: 3, score: 5 } })
    expect(readFileSync(`${folder}/dt.json`, 'utf8')).toBe(
      '[{"image_id": 9, "category_id": 1, "bbox": [382.267, 73.76, 0, 100], "score": 0.83246}]\n',
    )
  })

  it('writes an empty list', async () => {
    const folder = folderWith({})
    await writeDetections(`${folder}/dt.json`, randomDetections(0))
    expect(readDetections(`${folder}/dt.json`).count).toBe(0)
  })

  it('leaves nothing behind when a value is not finite', async () => {
    const folder = folderWith({ 'dt.json': 'old' })
    const detections = randomDetections(20_000)
    detections.boxes[4 * 19_000] = NaN
    const error = await errorOf(() => writeDetections(`${folder}/dt.json`, detections))
    expect(error.code).toBe('INFERENCE_FAILED')
    expect(error.message).toContain('got NaN in detection 19000')
    expect(readdirSync(folder)).toEqual(['dt.json'])
    expect(readFileSync(`${folder}/dt.json`, 'utf8')).toBe('old')
  })
})

describeWithReference('oracles/yolov5n/detections_fp32_square.json', "YOLOv5's results file", () => {
  it('is read as JSON.parse reads it and comes back digit by digit', async () => {
    const path = reference('oracles/yolov5n/detections_fp32_square.json')
    const expected = columnsOf(readFileSync(path, 'utf8'))
    expect(readDetections(path)).toEqual(expected)
    const folder = folderWith({})
    for (const precision of ['float32', 'float64', { box: 3, score: 5 }] as const) {
      await writeDetections(`${folder}/dt.json`, expected, { precision })
      expect(readDetections(`${folder}/dt.json`)).toEqual(expected)
    }
  })
})
