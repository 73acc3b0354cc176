import { QuantbenchError } from '../base/errors.ts'
import type { Size } from '../data/rgb-image.ts'
import type { Preprocess } from '../data/preprocess.ts'
import { imageInput } from '../onnx/image-input.ts'
import type { Model } from '../onnx/model.ts'
import type { DetectorFamily, Outputs, Recognition } from './family.ts'
import { DETECTOR_FAMILIES } from './families.ts'
import { inputSizeOf } from './input-size.ts'
import { signatureOf } from './model-signature.ts'
import { shapeText } from './outputs.ts'
import { overridePreprocess, type PreprocessOverrides } from './preprocess-overrides.ts'
import type { Signature } from './signature.ts'

/** What a user may say about a model instead of having it recognised. */
export interface DetectorOverrides extends PreprocessOverrides {
  /** Id of a family. */
  readonly family?: string
  readonly size?: Partial<Size>
}

export interface RecogniseOptions {
  readonly overrides?: DetectorOverrides
  /** Outputs for a trial image of the chosen size, which tell decoded boxes from raw ones and scores from logits. */
  readonly trial?: Outputs
}

/** Another family that the model could belong to. */
export interface Alternative {
  readonly family: string
  readonly title: string
  readonly score: number
  readonly reason: string
}

/** A model's family and everything that evaluation needs to know of it. */
export interface RecognisedDetector extends Recognition {
  readonly family: DetectorFamily
  readonly needsNms: boolean
  readonly classNames: readonly string[] | null
  readonly inputSize: Size
  readonly preprocess: Preprocess
  readonly alternatives: readonly Alternative[]
}

/** A reading less certain than this is not taken without being asked for. */
const LEAST_CERTAINTY = 0.3

/**
 * Recognises a detector by its outputs, their shapes and the graph that computes them, better with a trial image.
 * Throws MODEL_FAMILY (no family fits, or not the one asked for), MODEL_INPUT, USAGE.
 */
export function recogniseFamily(model: Model, options: RecogniseOptions = {}): RecognisedDetector {
  const { overrides = {}, trial = null } = options
  const { width, height, reason } = inputSizeOf(model, overrides.size)
  const signature = signatureOf(model, { width, height }, trial)
  const readings = readingsOf(signature, overrides.family)
  const [best, ...others] = readings
  if (best === undefined) throw unrecognised(signature, overrides.family)
  const { family, recognition } = best
  return {
    ...recognition,
    reason: `${recognition.reason}; input ${width} × ${height}, ${reason}`,
    family,
    needsNms: family.needsNms,
    classNames: signature.classNames,
    inputSize: { width, height },
    preprocess: preprocessFor(model, family, { width, height }, overrides),
    alternatives: others.map(({ family: { id, title }, recognition: other }) => ({
      family: id,
      title,
      score: other.score,
      reason: other.reason,
    })),
  }
}

/** How a model's images are to be prepared for the trial, before its family is known. */
export function trialPreprocess(model: Model, overrides: DetectorOverrides = {}): Preprocess {
  const { width, height } = inputSizeOf(model, overrides.size)
  const signature = signatureOf(model, { width, height }, null)
  const [best] = readingsOf(signature, overrides.family)
  return preprocessFor(model, best?.family ?? DETECTOR_FAMILIES[0], { width, height }, overrides)
}

function preprocessFor(
  model: Model,
  { preprocess }: DetectorFamily,
  { width, height }: Size,
  overrides: DetectorOverrides,
): Preprocess {
  const layout = imageInput(model).layout === 'NHWC' ? 'nhwc' : 'nchw'
  return overridePreprocess({ ...preprocess, layout, width, height }, overrides)
}

interface Reading {
  readonly family: DetectorFamily
  readonly recognition: Recognition
}

/** The families that fit, the most certain first; only the one asked for where one was. */
function readingsOf(signature: Signature, asked: string | undefined): Reading[] {
  const families = DETECTOR_FAMILIES.filter(({ id }) => asked === undefined || id === asked)
  if (families.length === 0)
    throw new QuantbenchError('USAGE', `Expected a detector family, got ${asked}`, {
      wayOut: `Families: ${DETECTOR_FAMILIES.map(({ id }) => id).join(', ')}.`,
    })
  return families
    .flatMap((family) => {
      const recognition = family.recognise(signature)
      const taken = recognition !== null && (asked !== undefined || recognition.score >= LEAST_CERTAINTY)
      return taken ? [{ family, recognition }] : []
    })
    .sort((a, b) => b.recognition.score - a.recognition.score)
}

function unrecognised(signature: Signature, asked: string | undefined): QuantbenchError {
  const found = signature.outputs.map(({ name, dims }) => `${name} ${shapeText(dims)}`).join(', ')
  const families = DETECTOR_FAMILIES.filter(({ id }) => asked === undefined || id === asked)
  const known = families.map(({ id, expects }) => `${id}: ${expects}`).join('; ')
  return new QuantbenchError('MODEL_FAMILY', `Expected outputs of a known detector, got ${found}`, {
    wayOut: `Known: ${known}.`,
  })
}
