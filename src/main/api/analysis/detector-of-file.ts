import type { RecognisedDetector } from '../../detect/detect-family.ts'
import { openDetector } from '../../stages/open-detector.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { FileCache } from './file-cache.ts'

/** One image is no work for a GPU, whose memory a job may need. */
export const ON_CPU = { device: 'cpu' } as const

const KEPT = 16
const known = new FileCache<RecognisedDetector>(KEPT, () => 1)

/** What a model file detects, found out once with a run on an image. Throws what `openDetector` throws. */
export async function detectorOfFile(path: string, image: string): Promise<RecognisedDetector> {
  const kept = known.get(path)
  if (kept !== undefined) return kept
  const detector = await openDetector(openModelFile(path).model, path, image, {}, ON_CPU)
  known.set(path, path, detector)
  return detector
}

/** The same as far as it is known without a run: enough to prepare images. */
export async function detectorAtSight(path: string): Promise<RecognisedDetector> {
  return known.get(path) ?? (await openDetector(openModelFile(path).model, path, null))
}
