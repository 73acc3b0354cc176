import { sha256 } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import { QuantbenchError } from '../base/errors.ts'
import { agreementWithParent } from '../coco/agreement.ts'
import { decodeModel } from '../onnx/decode.ts'
import { evaluateModel, keepEvaluation } from './evaluate.ts'
import { fineTuneModel, type FineTuneListener } from './fine-tune.ts'
import type { MainJobSpec, MeasuredVariant } from './main-job-spec.ts'
import { detectionsCheckpoint, folderOf, keepModel, keptModel, trainingCheckpoint } from './variant-files.ts'
import type { Variant } from './variants.ts'

type TunedVariant = Variant & { kind: 'qat' }

/** What a fine-tuned variant starts from: the PTQ variant that it names, or the one with the lowest AP. */
export function parentOf({ from }: TunedVariant, measured: readonly MeasuredVariant[]): MeasuredVariant {
  const parents = measured.filter(({ variant }) => variant.kind === 'ptq')
  const sorted = parents.toSorted(
    (one, other) => one.evaluation.coco.stats.AP - other.evaluation.coco.stats.AP,
  )
  const parent = from === null ? sorted.at(0) : parents.find(({ variant }) => variant.label === from)
  if (parent !== undefined) return parent
  throw new QuantbenchError('INTERNAL', 'A fine-tuned variant came before any that it could start from')
}

/**
 * Fine-tunes a PTQ variant under the float one and measures the result; one that was kept is only read.
 * Throws what `fineTuneModel` throws.
 */
export async function tuneVariant(
  { variant, parent }: { variant: TunedVariant; parent: MeasuredVariant },
  float: MeasuredVariant,
  spec: MainJobSpec,
  listener: FineTuneListener,
  context: StageContext,
): Promise<MeasuredVariant> {
  const { file, detector, evaluation: dataset, nms, device, threads, onBadImage, training } = spec
  if (training === null) throw new QuantbenchError('INTERNAL', 'A fine-tuned variant needs training data')
  const notes = [`${variant.label} starts from ${parent.variant.label}.`]
  const made = { variant, quantized: null, recipe: parent.recipe, notes }
  const folder = folderOf(spec)
  const kept = folder && keptModel(folder, variant)
  if (folder !== null && kept !== null) {
    const checkpoint = detectionsCheckpoint(folder, variant, kept)
    const options = { ...evaluationSettings(spec), threads, label: variant.label, checkpoint }
    const measured = await evaluateModel(kept, detector, dataset, options, context)
    const agreement = agreementWithParent(float.evaluation.detections, measured.detections)
    return { ...made, bytes: kept, evaluation: measured, agreement, tuned: null }
  }
  const tuned = await fineTuneModel(
    {
      file,
      parent: {
        path: parent.variant.label,
        sha256: sha256(parent.bytes),
        sizeBytes: parent.bytes.byteLength,
        model: decodeModel(parent.bytes, { label: parent.variant.label }),
      },
      detector,
      train: training.dataset,
      evaluation: dataset,
      plan: training.plan,
      nms,
      device,
      threads,
      onBadImage,
      known: { float: float.evaluation, parent },
      checkpoint: folder === null ? undefined : trainingCheckpoint(folder, variant),
    },
    listener,
    context,
  )
  const { bytes, evaluation, agreement } = tuned
  return { ...made, bytes, evaluation, agreement, tuned }
}

/** Keeps a fine-tuned variant that is measured and stored, so that a job that goes on has it at once. */
export async function keepTuned(
  { variant, bytes, evaluation }: MeasuredVariant,
  spec: MainJobSpec,
): Promise<void> {
  const folder = folderOf(spec)
  if (folder === null) return
  const { detector, evaluation: dataset } = spec
  const checkpoint = detectionsCheckpoint(folder, variant, bytes)
  await keepEvaluation(evaluation, detector, dataset, { ...evaluationSettings(spec), checkpoint })
  await keepModel(folder, variant, bytes)
}

/** How fine-tuning evaluates. */
function evaluationSettings({ device, nms, onBadImage }: MainJobSpec) {
  return { device, nms, onBadImage }
}
