import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodePng } from '../../../src/main/data/image.ts'
import type { RgbImage } from '../../../src/main/data/rgb-image.ts'
import { placeImage } from '../../../src/main/data/letterbox.ts'
import { recogniseFamily, type RecognisedDetector } from '../../../src/main/detect/detect-family.ts'
import { EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'
import {
  previewDetector,
  seenByModel,
  tryPreparations,
  viewOfModel,
} from '../../../src/main/stages/preview.ts'
import { openDetector } from '../../../src/main/stages/open-detector.ts'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { tinyDetector } from '../../support/tiny-detector.ts'
import { folderWith } from '../data/temporary-folder.ts'

type Rgb = [number, number, number]

/** An image of one colour with a square of another. */
function squareImage(
  width: number,
  height: number,
  back: Rgb,
  square: { left: number; top: number; side: number; color: Rgb },
) {
  const data = new Uint8Array(3 * width * height)
  const { left, top, side, color } = square
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= left && x < left + side && y >= top && y < top + side
      data.set(inside ? color : back, 3 * (y * width + x))
    }
  }
  return { data, width, height }
}

async function fileOf({ data, width, height }: RgbImage): Promise<string> {
  const path = join(folderWith({}), 'image.png')
  writeFileSync(path, await encodePng(data, width, height))
  return path
}

const pixel = ({ data, width }: RgbImage, x: number, y: number) =>
  Array.from(data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3))

// Twice as wide as the model's input: a square of 32 pixels becomes one of 16, below 16 rows of padding.
const wide = squareImage(128, 64, [10, 10, 10], { left: 32, top: 0, side: 32, color: [250, 10, 10] })

describe('seenByModel', () => {
  const { preprocess } = recogniseFamily(tinyDetector())

  it('is the letterboxed image with its padding, in true colours whatever the model wants', () => {
    const placed = placeImage(wide, preprocess, preprocess.mode)
    const swapped = { ...preprocess, color: 'bgr' as const, layout: 'nhwc' as const }
    for (const spec of [preprocess, swapped]) {
      const seen = seenByModel(wide, placed, spec)
      expect([seen.width, seen.height]).toEqual([64, 64])
      expect(pixel(seen, 0, 0)).toEqual([114, 114, 114])
      expect(pixel(seen, 63, 63)).toEqual([114, 114, 114])
      expect(pixel(seen, 24, 24)).toEqual([250, 10, 10])
      expect(pixel(seen, 50, 40)).toEqual([10, 10, 10])
    }
  })
})

describe('viewOfModel', () => {
  it('is the picture without frames', async () => {
    const seen = await viewOfModel(recogniseFamily(tinyDetector()), await fileOf(wide))
    expect([seen.width, seen.height]).toEqual([64, 64])
    expect(pixel(seen, 16, 24)).toEqual([250, 10, 10])
  })
})

describe('tryPreparations', () => {
  it('lets other work of the process go on between two runs, and ends when told', async () => {
    const image = await fileOf(wide)
    const controller = new AbortController()
    const job = tryPreparations(tinyDetector(), recogniseFamily(tinyDetector()), image, {
      signal: controller.signal,
    })
    let turns = 0
    const count = () => {
      turns += 1
      if (turns === 20) controller.abort()
      else setImmediate(count)
    }
    setImmediate(count)
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})

describe('previewDetector', () => {
  it('finds, names and frames what is there, in pixels of the image file', async () => {
    const { picture, detections } = await previewDetector(
      tinyDetector(),
      recogniseFamily(tinyDetector()),
      await fileOf(wide),
    )
    expect(detections).toHaveLength(1)
    const [{ name, classIndex, score, bbox, seen }] = detections
    expect([name, classIndex]).toEqual(['red', 0])
    expect(score).toBeGreaterThan(0.5)
    expect(bbox).toEqual([32, 0, 32, 32])
    expect(seen).toEqual([16, 16, 16, 16])
    // The frame is painted over the square's edge, its inside is still the square.
    expect(pixel(picture, 16, 24)).not.toEqual([250, 10, 10])
    expect(pixel(picture, 16, 24)).not.toEqual([10, 10, 10])
    expect(pixel(picture, 24, 26)).toEqual([250, 10, 10])
  })

  it('finds nothing in an empty image, and keeps the model as it is', async () => {
    const empty = await fileOf(squareImage(64, 64, [0, 0, 0], { left: 0, top: 0, side: 0, color: [0, 0, 0] }))
    const { detections, trial } = await previewDetector(
      tinyDetector(),
      recogniseFamily(tinyDetector()),
      empty,
    )
    expect(detections).toEqual([])
    expect(trial.preprocess).toEqual(recogniseFamily(tinyDetector()).preprocess)
    expect(trial.tried.map(({ score }) => score)).toEqual(trial.tried.map(() => 0))
  })

  it('takes other settings of NMS', async () => {
    const nms = { ...EVALUATION_NMS, maxDetections: 5 }
    const { detections } = await previewDetector(
      tinyDetector(),
      recogniseFamily(tinyDetector()),
      await fileOf(wide),
      { nms },
    )
    expect(detections).toHaveLength(5)
  })

  it('names classes without names by COCO where there are 80, else by number', async () => {
    const named = async (changes: Partial<RecognisedDetector>) => {
      const detector = { ...recogniseFamily(tinyDetector()), classNames: null, ...changes }
      return (await previewDetector(tinyDetector(), detector, await fileOf(wide))).detections[0].name
    }
    expect(await named({})).toBe('class 0')
    expect(await named({ classes: 80 })).toBe('person')
    expect(await named({ classes: 80, labels: 'category-id' })).toBe('category 0')
  })

  it('refuses an image that is none', async () => {
    const path = join(folderWith({ 'x.jpg': 'no image' }), 'x.jpg')
    const job = previewDetector(tinyDetector(), recogniseFamily(tinyDetector()), path)
    await expect(job).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' })
  })
})

describeWithReference('models/yolov5n.onnx', 'previewDetector with YOLOv5n', () => {
  const model = loadModel(reference('models/yolov5n.onnx'))
  const image = reference('coco-mini/val2017/000000000139.jpg')

  it('finds what is in the picture, and that it is shown rightly', async () => {
    const detector = await openDetector(model, 'yolov5n', image)
    const { detections, trial } = await previewDetector(model, detector, image)
    expect(detections.slice(0, 3).map(({ name }) => name)).toEqual(['tv', 'chair', 'person'])
    expect(trial.preprocess).toEqual(detector.preprocess)
  })

  it('tells that it would find more with values from 0 to 1', async () => {
    const detector = await openDetector(model, 'yolov5n', image, { normalise: 'byte' })
    const { trial } = await previewDetector(model, detector, image)
    expect(trial.preprocess.scale).toBe(1 / 255)
    expect(trial.reason).toContain('RGB, 0–1 finds clearly more')
  })
})
