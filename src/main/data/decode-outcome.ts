import { QuantbenchError } from '../base/errors.ts'
import type { ImageFailure } from './decode-messages.ts'
import { decodeImage } from './image.ts'
import type { RgbImage } from './rgb-image.ts'

/** The image, or why there is none; rejects only for what is a mistake of the program. */
export async function decodeOutcome(file: string): Promise<RgbImage | ImageFailure> {
  try {
    return await decodeImage(file)
  } catch (error) {
    if (!(error instanceof QuantbenchError)) throw error
    return { code: error.code, message: error.message, wayOut: error.wayOut }
  }
}
