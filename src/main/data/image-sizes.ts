import { messageOf, QuantbenchError } from '../base/errors.ts'
import { concurrently } from './concurrently.ts'
import type { DatasetImage, ImageSizeReader } from './dataset-image.ts'
import type { DatasetOptions } from './dataset-options.ts'
import type { ProblemList } from './dataset-problems.ts'

const AT_ONCE = 16

/**
 * Fills in unknown sizes from the image files and, with `checkImages`, compares the known ones; those of the
 * annotations stay, because boxes relate to them. Images that cannot be read are noted and left out.
 */
export async function withSizes(
  images: readonly DatasetImage[],
  options: DatasetOptions,
  problems: ProblemList,
): Promise<DatasetImage[]> {
  const { sizeOf, context, checkImages = false } = options
  const unread = images.filter((image) => checkImages || image.width === 0)
  let done = 0
  const sizes = await concurrently(
    unread,
    AT_ONCE,
    async (image) => {
      const size = await sizeOrReason(image.file, sizeOf)
      context?.onProgress?.({ phase: 'check images', done: ++done, total: unread.length, unit: 'images' })
      return size
    },
    context?.signal,
  )
  const found = new Map(unread.map((image, index) => [image, sizes[index]]))
  return images.flatMap((image) => settle(image, found.get(image) ?? image, problems))
}

type Size = { readonly width: number; readonly height: number }

async function sizeOrReason(file: string, sizeOf: ImageSizeReader): Promise<Size | string> {
  try {
    return await sizeOf(file)
  } catch (error) {
    if (error instanceof QuantbenchError && error.code === 'CANCELLED') throw error
    return messageOf(error)
  }
}

function settle(image: DatasetImage, found: Size | string, problems: ProblemList): DatasetImage[] {
  if (typeof found === 'string') {
    problems.add('unreadable-image', `${image.name}: ${found}`, image.name)
    return []
  }
  if (image.width === 0) return [{ ...image, width: found.width, height: found.height }]
  if (found.width !== image.width || found.height !== image.height) {
    const sizes = `${image.width}×${image.height} annotated, ${found.width}×${found.height} in the file`
    problems.add('size-mismatch', `${image.name}: ${sizes}`, image.name)
  }
  return [image]
}
