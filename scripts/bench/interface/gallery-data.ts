import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { seededRandom, type Random } from '../../../src/main/base/random.ts'

export const IMAGES = 5000
const BOXES = 7
const CLASSES = 80
const WIDTH = 320
const HEIGHT = 240
/** Different pictures; every image file is one of them. */
const PICTURES = 40

interface Box {
  image_id: number
  category_id: number
  bbox: [x: number, y: number, width: number, height: number]
}

export interface GalleryData {
  root: string
  images: string
  annotations: string
  /** COCO results of a float model and of its quantized one. */
  detections: [float: string, quantized: string]
}

/** Soft noise, which compresses as photographs do. */
async function picture(random: Random): Promise<Buffer> {
  const [width, height] = [WIDTH / 16, HEIGHT / 16]
  const pixels = Uint8Array.from({ length: 3 * width * height }, () => random.integer(256))
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(WIDTH, HEIGHT, { kernel: 'cubic' })
    .jpeg({ quality: 80 })
    .toBuffer()
}

function boxIn(random: Random, image: number): Box {
  const [width, height] = [20 + random.integer(120), 20 + random.integer(100)]
  const [x, y] = [random.integer(WIDTH - width), random.integer(HEIGHT - height)]
  return { image_id: image, category_id: 1 + random.integer(CLASSES), bbox: [x, y, width, height] }
}

/** The boxes as a model finds them: most of them, about where they are, and now and then another class. */
function found(random: Random, boxes: readonly Box[], lost: number): string {
  const kept = boxes.filter(() => random.next() >= lost)
  const detections = kept.map(({ image_id, category_id, bbox: [x, y, width, height] }) => ({
    image_id,
    category_id: random.next() < lost / 4 ? 1 + random.integer(CLASSES) : category_id,
    bbox: [x + random.integer(8), y + random.integer(8), width, height],
    score: 0.3 + 0.7 * random.next(),
  }))
  return JSON.stringify(detections)
}

/** Writes small JPEG images with COCO annotations, and what two models found in them. */
export async function writeGalleryData(root: string): Promise<GalleryData> {
  const random = seededRandom(5)
  const folder = join(root, 'val2017')
  const annotations = join(root, 'annotations', 'instances_val2017.json')
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(root, 'annotations'))
  const pictures = await Promise.all(Array.from({ length: PICTURES }, () => picture(random)))
  const images = Array.from({ length: IMAGES }, (_, index) => ({
    id: index + 1,
    file_name: `${String(index + 1).padStart(12, '0')}.jpg`,
    width: WIDTH,
    height: HEIGHT,
  }))
  for (const { id, file_name } of images) writeFileSync(join(folder, file_name), pictures[id % PICTURES])
  const boxes = images.flatMap(({ id }) => Array.from({ length: BOXES }, () => boxIn(random, id)))
  const truth = boxes.map((box, index) => ({
    ...box,
    id: index + 1,
    area: box.bbox[2] * box.bbox[3],
    iscrowd: 0,
  }))
  const categories = Array.from({ length: CLASSES }, (_, index) => ({
    id: index + 1,
    name: `class ${index + 1}`,
  }))
  writeFileSync(annotations, JSON.stringify({ images, annotations: truth, categories }))
  return {
    root,
    images: folder,
    annotations,
    detections: [found(random, boxes, 0.05), found(random, boxes, 0.2)],
  }
}
