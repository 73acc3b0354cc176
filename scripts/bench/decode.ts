// Decoding and preprocessing a folder of images. Run by itself: `node scripts/bench/decode.ts [FOLDER]`.
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { imageBatches } from '../../src/main/data/batches.ts'
import { DecodePool } from '../../src/main/data/decode-pool.ts'
import { decodeImage } from '../../src/main/data/image.ts'
import type { RgbImage } from '../../src/main/data/rgb-image.ts'
import { placeImage, type PlacementMode } from '../../src/main/data/letterbox.ts'
import { preprocessInto, type Preprocess } from '../../src/main/data/preprocess.ts'
import { resizeRgb, type Interpolation } from '../../src/main/data/resize.ts'

const REPEATS = 5
const FOLDER = resolve(import.meta.dirname, '../../../shared/coco-mini/val2017')

const round = (value: number): number => Math.round(value * 100) / 100

function yolo(width: number, mode: PlacementMode, interpolation: Interpolation): Preprocess {
  return {
    width,
    height: width,
    mode,
    padValue: 114,
    color: 'rgb',
    scale: 1 / 255,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    interpolation,
    layout: 'nchw',
  }
}

/** Milliseconds an image: resizing to bytes alone, and all from decoded pixels to the model's values. */
interface PreprocessTimes {
  resizeMs: number
  preprocessMs: number
}

function timePreprocess(images: readonly RgbImage[], spec: Preprocess): PreprocessTimes {
  const out = new Float32Array(3 * spec.width * spec.height)
  const timings = Array.from({ length: REPEATS }, () => {
    let resizing = 0
    const start = performance.now()
    for (const image of images) preprocessInto(image, placeImage(image, spec, spec.mode), spec, out, 0)
    const preprocessing = performance.now() - start
    for (const image of images) {
      const placed = placeImage(image, spec, spec.mode)
      const before = performance.now()
      resizeRgb(image, placed, spec.interpolation)
      resizing += performance.now() - before
    }
    return { resizing, preprocessing }
  })
  return {
    resizeMs: round(Math.min(...timings.map(({ resizing }) => resizing)) / images.length),
    preprocessMs: round(Math.min(...timings.map(({ preprocessing }) => preprocessing)) / images.length),
  }
}

async function timeDecoding(files: readonly string[]): Promise<number> {
  const timings: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now()
    for (const file of files) await decodeImage(file)
    timings.push(performance.now() - start)
  }
  return round(Math.min(...timings) / files.length)
}

async function timePool(files: readonly string[], spec: Preprocess, threads?: number): Promise<number> {
  const pool = new DecodePool({ threads })
  const images = files.map((file, id) => ({ file, id }))
  const timings: number[] = []
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now()
    for await (const batch of imageBatches(images, spec, { pool, batch: 4 })) batch.release()
    timings.push(performance.now() - start)
  }
  await pool.close()
  return round(Math.min(...timings) / files.length)
}

export interface DecodeBench {
  images: number
  /** Milliseconds an image, one thread. */
  decodeMs: number
  /** By kind of placement: as YOLOv5 evaluates, and with every image resized. */
  preprocess: Record<string, PreprocessTimes>
  /** Wall time an image, decoding and preprocessing as YOLOv5 evaluates, by number of threads. */
  pooledMs: Record<string, number>
}

/** Times decoding and preprocessing of a folder's images; the fastest of five passes. */
export async function benchDecode(folder = FOLDER): Promise<DecodeBench> {
  const files = readdirSync(folder)
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .map((name) => resolve(folder, name))
  const images = await Promise.all(files.slice(0, 100).map(decodeImage))
  const letterbox640 = yolo(640, 'letterbox', 'yolov5')
  return {
    images: files.length,
    decodeMs: await timeDecoding(files),
    preprocess: {
      letterbox640: timePreprocess(images, letterbox640),
      stretch640: timePreprocess(images, yolo(640, 'stretch', 'linear')),
      letterbox416linear: timePreprocess(images, yolo(416, 'letterbox', 'linear')),
      letterbox416area: timePreprocess(images, yolo(416, 'letterbox', 'yolov5')),
    },
    pooledMs: {
      '1': await timePool(files, letterbox640, 1),
      '2': await timePool(files, letterbox640, 2),
      '4': await timePool(files, letterbox640, 4),
    },
  }
}

if (import.meta.main) console.log(JSON.stringify(await benchDecode(process.argv[2])))
