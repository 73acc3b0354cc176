import { QuantbenchError } from '../base/errors.ts'
import { writeAtomically } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import { concurrently } from './concurrently.ts'
import { annotationsJson, imageName, MOST_IMAGES, type AnnotatedScene } from './demo-set/annotations.ts'
import {
  annotationFile,
  clearDemoFolder,
  imageFile,
  presentImages,
  refuseForeign,
  removeSurplus,
  SPLITS,
  type SplitCounts,
} from './demo-set/demo-folder.ts'
import { generationIn, isWhole, markFinished, markStarted } from './demo-set/manifest.ts'
import { renderScene, type DemoSplit } from './demo-set/scene.ts'
import { encodePng } from './image.ts'

export interface DemoSetOptions {
  /** Images of train2017. Default 400. */
  readonly train?: number
  /** Images of val2017. Default 200. */
  readonly val?: number
  /** 0 to 2³² - 1. Default 2024. */
  readonly seed?: number
}

export const DEMO_SEED = 2024

/** Images under way: one is rendered while others are compressed and written. */
const UNDER_WAY = 4

/**
 * Renders the demo dataset below `folder` in COCO's layout: train2017, val2017 and annotations/instances_SPLIT.json.
 * An image depends on seed, split and index alone, so a larger set begins with the images of a smaller one. What is
 * there already is kept: a whole set at once, a half one is completed, one of another seed or version made anew.
 * Throws USAGE, DATASET_INVALID (another dataset in the folder), DISK_FULL, FILE_UNWRITABLE, CANCELLED.
 */
export async function makeDemoSet(
  folder: string,
  { train = 400, val = 200, seed = DEMO_SEED }: DemoSetOptions = {},
  context: StageContext = {},
): Promise<void> {
  const counts: SplitCounts = { train2017: checkCount(train), val2017: checkCount(val) }
  checkSeed(seed)
  if (await isWhole(folder, seed, counts)) return
  const generation = generationIn(folder, seed)
  if (generation === 'none') refuseForeign(folder)
  if (generation === 'other') await clearDemoFolder(folder)
  await markStarted(folder, seed)
  const total = train + val
  let done = 0
  const advance = (): void => context.onProgress?.({ phase: 'generate', done: ++done, total, unit: 'images' })
  for (const split of SPLITS) await makeSplit(folder, split, counts[split], seed, advance, context.signal)
  await markFinished(folder, seed, counts)
}

async function makeSplit(
  folder: string,
  split: DemoSplit,
  count: number,
  seed: number,
  advance: () => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  await removeSurplus(folder, split, count)
  const present = presentImages(folder, split)
  const indices = Array.from({ length: count }, (_, index) => index)
  const makeImage = async (index: number): Promise<AnnotatedScene> => {
    const { image, boxes } = renderScene(seed, index, split)
    const { width, height, data } = image
    if (!present.has(imageName(split, index))) {
      await writeAtomically(imageFile(folder, split, index), await encodePng(data, width, height))
    }
    advance()
    return { width, height, boxes }
  }
  const scenes = await concurrently(indices, UNDER_WAY, makeImage, signal)
  await writeAtomically(annotationFile(folder, split), annotationsJson(split, scenes))
}

function checkCount(count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_IMAGES) return count
  throw new QuantbenchError('USAGE', `Expected 1 to ${MOST_IMAGES} images in each split, got ${count}`, {
    wayOut: 'Leave the number out to take the usual size.',
  })
}

function checkSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return
  throw new QuantbenchError('USAGE', `Expected a whole number from 0 to 4294967295 as seed, got ${seed}`, {
    wayOut: 'Leave the seed out to take the usual one.',
  })
}
