import { decodeOutcome } from '../decode-outcome.ts'
import type { DecodeReply, DecodeRequest } from '../decode-messages.ts'
import type { RgbImage } from '../rgb-image.ts'
import { placeImage } from '../letterbox.ts'
import { preprocessInto } from '../preprocess.ts'
import { jitterColour } from './jitter-colour.ts'
import { resampleInto } from './resample.ts'
import { isPlain, tilesOf, type SampleDraw } from './sample-draw.ts'
import { warpOf } from './warp.ts'

/** Puts images together into samples of a batch; the pixels of one sample are kept for the next. */
class SampleWriter {
  private readonly request: DecodeRequest
  private readonly values: Float32Array
  private readonly canvas: RgbImage

  constructor(request: DecodeRequest) {
    const { width, height } = request.target
    this.request = request
    this.values = new Float32Array(request.buffer)
    this.canvas = { data: new Uint8Array(width * height * 3), width, height }
  }

  /** Draws one image of a sample; the sample is written to its place with its last image. */
  draw(image: RgbImage, sample: number, draw: SampleDraw, tile: number): void {
    if (isPlain(draw)) {
      this.write(image, sample)
      return
    }
    const { spec, target } = this.request
    if (tile === 0) this.canvas.data.fill(spec.padValue)
    const region = resampleInto(image, warpOf(image, target, spec.mode, draw, tile), this.canvas)
    if (draw.colour !== null) jitterColour(this.canvas, region, draw.colour)
    if (tile === tilesOf(draw) - 1) this.write(this.canvas, sample)
  }

  private write(image: RgbImage, sample: number): void {
    const { spec, target } = this.request
    const offset = sample * 3 * target.width * target.height
    preprocessInto(image, placeImage(image, target, spec.mode), spec, this.values, offset)
  }
}

/**
 * Decodes the images of augmented samples and draws them. Of a sample with an unreadable image nothing useful is left;
 * every other one lies at its own place in the buffer.
 */
export async function fillSamples(
  request: DecodeRequest,
  draws: readonly SampleDraw[],
): Promise<DecodeReply> {
  const start = performance.now()
  const { files, spec, target, buffer } = request
  const writer = new SampleWriter(request)
  const outcomes: DecodeReply['outcomes'][number][] = []
  let ahead = decodeOutcome(files[0])
  for (let sample = 0, at = 0; sample < draws.length; sample++) {
    for (let tile = 0; tile < tilesOf(draws[sample]); tile++) {
      const image = await ahead
      if (++at < files.length) ahead = decodeOutcome(files[at])
      if (!('code' in image)) writer.draw(image, sample, draws[sample], tile)
      outcomes.push('code' in image ? image : placeImage(image, target, spec.mode))
    }
  }
  return { buffer, outcomes, milliseconds: performance.now() - start }
}
