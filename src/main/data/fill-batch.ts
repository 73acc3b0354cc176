import type { DecodeReply, DecodeRequest } from './decode-messages.ts'
import { decodeOutcome } from './decode-outcome.ts'
import { placeImage } from './letterbox.ts'
import { preprocessInto } from './preprocess.ts'

/** Decodes a batch; while one image is resized, libuv's threads decode the next. */
export async function fillBatch({ files, spec, target, buffer }: DecodeRequest): Promise<DecodeReply> {
  const start = performance.now()
  const values = new Float32Array(buffer)
  const size = 3 * target.width * target.height
  const outcomes: DecodeReply['outcomes'][number][] = []
  let offset = 0
  let ahead = decodeOutcome(files[0])
  for (let at = 0; at < files.length; at++) {
    const image = await ahead
    if (at + 1 < files.length) ahead = decodeOutcome(files[at + 1])
    if ('code' in image) {
      outcomes.push(image)
      continue
    }
    const placed = placeImage(image, target, spec.mode)
    preprocessInto(image, placed, spec, values, offset)
    outcomes.push(placed)
    offset += size
  }
  return { buffer, outcomes, milliseconds: performance.now() - start }
}
