import { DecodePool } from '../data/decode-pool.ts'
import { imageBatches, type ImageFile } from '../data/batches.ts'
import type { Preprocess } from '../data/preprocess.ts'
import {
  recogniseFamily,
  trialPreprocess,
  type DetectorOverrides,
  type RecognisedDetector,
} from '../detect/detect-family.ts'
import type { Outputs } from '../detect/family.ts'
import { assertValid } from '../onnx/checks.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import { openSession, type Session, type SessionOptions } from '../session/session.ts'

/** Runs a model on one preprocessed image. */
export async function inferImage(
  session: Session,
  image: ImageFile,
  spec: Preprocess,
  pool: DecodePool,
): Promise<Outputs> {
  for await (const { data, dims, release } of imageBatches([image], spec, { pool })) {
    const outputs = await session.run({ [session.inputs[0].name]: { data, dims } })
    release()
    return new Map(Object.entries(outputs))
  }
  return new Map()
}

/**
 * Checks a model and recognises which family of detectors it belongs to, with a trial run on an image where one is
 * given. Throws what `assertValid` and `recogniseFamily` throw.
 */
export async function openDetector(
  model: Model,
  label: string,
  trialImage: string | null,
  overrides: DetectorOverrides = {},
  options: SessionOptions = {},
): Promise<RecognisedDetector> {
  assertValid(model, label)
  imageInput(model)
  if (trialImage === null) return recogniseFamily(model, { overrides })
  const pool = new DecodePool({ threads: 1 })
  const session = await openSession(model, options)
  try {
    const spec = trialPreprocess(model, overrides)
    const trial = await inferImage(session, { file: trialImage, id: 0 }, spec, pool)
    return recogniseFamily(model, { overrides, trial })
  } finally {
    await session.close()
    await pool.close()
  }
}
