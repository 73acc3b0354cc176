import { resolve } from 'node:path'
import { writeAtomically } from '../../src/main/base/files.ts'
import { seededRandom } from '../../src/main/base/random.ts'
import type { Random } from '../../src/main/base/random.ts'

export interface CocoProblemSize {
  images: number
  boxes: number
  detections: number
  categories: number
}

type Box = [number, number, number, number]

interface Annotation {
  id: number
  image: number
  category: number
  box: Box
  crowd: boolean
}

const WIDTH = 640
const HEIGHT = 480

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))

function randomBox(random: Random): Box {
  // Sides spread over COCO's small, medium and large objects.
  const width = Math.min(8 * Math.exp(3.5 * random.next()), WIDTH - 1)
  const height = Math.min(8 * Math.exp(3.5 * random.next()), HEIGHT - 1)
  return [random.next() * (WIDTH - width), random.next() * (HEIGHT - height), width, height]
}

/** A box beside the truth; `spread` is the standard deviation in fractions of its size. */
function near([x, y, width, height]: Box, spread: number, random: Random): Box {
  return [
    x + random.normal() * spread * width,
    y + random.normal() * spread * height,
    width * Math.exp(random.normal() * spread),
    height * Math.exp(random.normal() * spread),
  ]
}

/** Classes as uneven as COCO's: the first is about a quarter of everything. */
function randomCategory(count: number, random: Random): number {
  return 1 + Math.floor(count * random.next() ** 3)
}

function annotations(size: CocoProblemSize, random: Random): Annotation[] {
  return Array.from({ length: size.boxes }, (_, index) => ({
    id: index + 1,
    image: 1 + random.integer(size.images),
    category: randomCategory(size.categories, random),
    box: randomBox(random),
    crowd: random.next() < 0.01,
  }))
}

function outline([x, y, width, height]: Box): number[] {
  // 24 points, near the mean of COCO's polygons, so that the file is as large as a real one.
  return Array.from({ length: 24 }, (_, point) => (2 * Math.PI * point) / 24).flatMap((angle) => [
    rounded(x + (width / 2) * (1 + Math.cos(angle)), 2),
    rounded(y + (height / 2) * (1 + Math.sin(angle)), 2),
  ])
}

function* truthFile(size: CocoProblemSize, rows: Annotation[]): Generator<string> {
  const images = Array.from({ length: size.images }, (_, index) => ({
    id: index + 1,
    file_name: `${String(index + 1).padStart(12, '0')}.jpg`,
    width: WIDTH,
    height: HEIGHT,
  }))
  const categories = Array.from({ length: size.categories }, (_, index) => ({
    id: index + 1,
    name: `class ${index + 1}`,
  }))
  yield `{"images": ${JSON.stringify(images)}, "categories": ${JSON.stringify(categories)}, "annotations": [`
  for (const [index, { id, image, category, box, crowd }] of rows.entries()) {
    const row = {
      segmentation: [outline(box)],
      area: rounded(0.7 * box[2] * box[3], 4),
      iscrowd: crowd ? 1 : 0,
      image_id: image,
      bbox: box.map((side) => rounded(side, 2)),
      category_id: category,
      id,
    }
    yield `${index === 0 ? '' : ', '}${JSON.stringify(row)}`
  }
  yield ']}'
}

/** A detector's output: a few boxes beside every object, confident where they are close, and noise below. */
function* resultsFile(size: CocoProblemSize, rows: Annotation[], random: Random): Generator<string> {
  const perImage = size.detections / size.images
  const byImage = Map.groupBy(rows, ({ image }) => image)
  let separator = '['
  for (let image = 1; image <= size.images; image++) {
    const here = byImage.get(image) ?? []
    let piece = ''
    for (let index = 0; index < perImage; index++) {
      const onObject = here.length > 0 && random.next() < 0.4
      const truth = onObject ? here[random.integer(here.length)] : undefined
      const spread = 0.02 + 0.3 * random.next()
      const sameClass = truth !== undefined && random.next() < 0.7
      const row = {
        image_id: image,
        category_id: sameClass ? truth.category : randomCategory(size.categories, random),
        bbox: (truth === undefined ? randomBox(random) : near(truth.box, spread, random)).map((side) =>
          rounded(side, 3),
        ),
        score: rounded(
          sameClass ? Math.exp(-6 * spread * random.next()) * 0.95 : 0.001 + 0.3 * random.next() ** 4,
          5,
        ),
      }
      piece += separator + JSON.stringify(row)
      separator = ', '
    }
    yield piece
  }
  yield ']'
}

/** Writes `truth.json` and `results.json`, the same bytes for the same seed. */
export async function writeCocoProblem(folder: string, size: CocoProblemSize, seed: number): Promise<void> {
  const random = seededRandom(seed)
  const rows = annotations(size, random)
  await writeAtomically(resolve(folder, 'truth.json'), truthFile(size, rows))
  await writeAtomically(resolve(folder, 'results.json'), resultsFile(size, rows, random))
}
