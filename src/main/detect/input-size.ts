import { QuantbenchError } from '../base/errors.ts'
import type { Size } from '../data/rgb-image.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'

/** Size that detectors are exported at unless they say otherwise. */
const USUAL_SIDE = 640

export interface ChosenSize extends Size {
  /** Where it comes from, in a few words. */
  readonly reason: string
}

/**
 * Size in pixels of a model's input: fixed by the model, else as asked, else the exporter's `imgsz`, else 640 × 640.
 * Throws USAGE where the model is fixed to another size than asked, and MODEL_INPUT where it takes no image.
 */
export function inputSizeOf(model: Model, asked: Partial<Size> = {}): ChosenSize {
  const fixed = imageInput(model)
  const width = sideOf('width', fixed.width, asked.width)
  const height = sideOf('height', fixed.height, asked.height)
  if (fixed.width !== null && fixed.height !== null)
    return { width: fixed.width, height: fixed.height, reason: 'fixed by the model' }
  if (asked.width !== undefined || asked.height !== undefined) {
    const side = asked.width ?? asked.height ?? USUAL_SIDE
    return { width: width ?? side, height: height ?? side, reason: 'as asked' }
  }
  const exported = exportedSize(model)
  const chosen = exported ?? { width: USUAL_SIDE, height: USUAL_SIDE }
  return {
    width: width ?? chosen.width,
    height: height ?? chosen.height,
    reason: exported === null ? 'the usual one, the model taking any' : "from the model's metadata",
  }
}

function sideOf(name: string, fixed: number | null, asked: number | undefined): number | null {
  if (asked !== undefined && !(Number.isInteger(asked) && asked > 0))
    throw new QuantbenchError('USAGE', `Expected an input ${name} in whole pixels, got ${asked}`, {
      wayOut: 'Give a size such as 640.',
    })
  if (fixed !== null && asked !== undefined && asked !== fixed)
    throw new QuantbenchError(
      'USAGE',
      `Expected an input ${name} of ${fixed}, which the model is fixed to, got ${asked}`,
      { wayOut: 'Leave the size out, or export the model with dynamic axes or at the other size.' },
    )
  return fixed ?? asked ?? null
}

/** Ultralytics' metadata `imgsz`: `[height, width]`. */
function exportedSize({ metadata }: Model): Size | null {
  const sides = /^\[(\d+), *(\d+)\]$/.exec(metadata.get('imgsz')?.trim() ?? '')
  return sides === null ? null : { width: Number(sides[2]), height: Number(sides[1]) }
}
