import { sha256 } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import { QuantbenchError } from '../base/errors.ts'
import { decodeModel } from '../onnx/decode.ts'
import { fineTuneModel, type FineTuneListener } from './fine-tune.ts'
import type { MainJobSpec, MeasuredVariant } from './main-job.ts'
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

/** Fine-tunes a PTQ variant under the float one and measures the result. Throws what `fineTuneModel` throws. */
export async function tuneVariant(
  { variant, parent }: { variant: TunedVariant; parent: MeasuredVariant },
  float: MeasuredVariant,
  spec: MainJobSpec,
  listener: FineTuneListener,
  context: StageContext,
): Promise<MeasuredVariant> {
  const { file, detector, evaluation: dataset, nms, device, threads, onBadImage, training } = spec
  if (training === null) throw new QuantbenchError('INTERNAL', 'A fine-tuned variant needs training data')
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
    },
    listener,
    context,
  )
  const { bytes, evaluation, agreement } = tuned
  const notes = [`${variant.label} starts from ${parent.variant.label}.`]
  return { variant, bytes, evaluation, agreement, quantized: null, recipe: parent.recipe, tuned, notes }
}
