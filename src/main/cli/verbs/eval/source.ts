import { QuantbenchError } from '../../../base/errors.ts'
import type { Dataset } from '../../../data/dataset.ts'
import type { RecognisedDetector } from '../../../detect/detect-family.ts'
import type { EvaluateOptions } from '../../../stages/evaluate.ts'
import { evaluationIdentity } from '../../../stages/evaluation-identity.ts'
import type { Identity } from '../../../stages/identity.ts'
import { requireFit } from '../../../stages/input-fit.ts'
import { openModelFile, type ModelFile } from '../../../stages/model-file.ts'
import { openDetector } from '../../../stages/open-detector.ts'
import { openData, problemPolicy } from '../../dataset-flags.ts'
import { detectorOverrides } from '../../detector-flags.ts'
import type { Host } from '../../host.ts'
import { nmsSettings } from '../../nms-flags.ts'
import { checkEngineFlags, openEngineSource, type EngineSource } from './engine.ts'
import type { EvalFlags } from './flags.ts'

/** Everything that an evaluation starts from. */
export interface EvaluationSource {
  readonly flags: EvalFlags
  readonly file: ModelFile
  readonly detector: RecognisedDetector
  readonly dataset: Dataset
  readonly settings: Required<Pick<EvaluateOptions, 'device' | 'nms' | 'batch' | 'rect' | 'onBadImage'>>
  /** Null where no engine stands in for the model. */
  readonly engine: EngineSource | null
}

/** Opens model and data as the flags say. Throws USAGE, and what models, datasets and `openEngineSource` throw. */
export async function openEvaluation(host: Host, path: string, flags: EvalFlags): Promise<EvaluationSource> {
  const { device, threads } = host.options
  const { data, split, annotations, images, limit, batch, rect = false } = flags
  checkEngineFlags(device, flags)
  checkImagesFlag(flags)
  const file = openModelFile(path)
  requireFit(file.model, { batch, rect })
  const engine = await openEngineSource(host, flags)
  const onBadImage = problemPolicy(flags)
  const dataset = await openData(
    host,
    { data, split, annotations, images },
    { onProblem: onBadImage, images: limit },
  )
  const trial = { device: engine === null ? device : 'cpu', threads } as const
  const overrides = detectorOverrides(flags)
  const detector = await openDetector(file.model, path, dataset.images[0].file, overrides, trial)
  const settings = { device, nms: nmsSettings(flags), batch, rect, onBadImage }
  return { flags, file, detector, dataset, settings, engine }
}

/** Elsewhere `--images` is a number; here it is a folder, and `--limit` the number. */
function checkImagesFlag({ annotations, images }: EvalFlags): void {
  if (images === undefined || annotations !== undefined) return
  throw new QuantbenchError(
    'USAGE',
    `Expected --images DIR beside --annotations FILE, got --images ${images} alone`,
    {
      wayOut: 'Name the annotation file too, or take the first images of --data with --limit.',
    },
  )
}

/** What the result depends on. */
export function identityOf({ flags, file, detector, dataset, settings, engine }: EvaluationSource): Identity {
  return {
    ...evaluationIdentity(file.sha256, detector, dataset, settings),
    parent: flags.parent ?? 'none',
    ...(engine === null ? {} : { engine: flags.engine ?? 'own' }),
  }
}
