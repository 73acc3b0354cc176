import { requireReadable } from '../../../base/regular-file.ts'
import { encodePng } from '../../../data/image.ts'
import type { ChosenPreprocess } from '../../../detect/preprocess-trial.ts'
import { detectInImage, tryPreparations, viewOfModel } from '../../../stages/preview.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { detectorAtSight, detectorOfFile, ON_CPU } from '../detector-of-file.ts'

type Asked = AnalysisInput<'models.preview'>
type Trial = AnalysisOutput<'models.trial'>

/** What reaches a detector of an image; the model does not run. */
export async function viewModel({ path, image }: Asked): Promise<AnalysisOutput<'models.view'>> {
  for (const each of [path, image]) requireReadable(each)
  const { data, width, height } = await viewOfModel(await detectorAtSight(path), image)
  const png = Buffer.from(await encodePng(data, width, height))
  return { picture: `data:image/png;base64,${png.toString('base64')}`, width, height }
}

/** What a detector finds in an image. */
export async function previewModel({ path, image }: Asked): Promise<AnalysisOutput<'models.preview'>> {
  for (const each of [path, image]) requireReadable(each)
  const detector = await detectorOfFile(path, image)
  const { detections } = await detectInImage(path, detector, image, ON_CPU)
  return { detections }
}

/** Whether a detector finds more in an image that is prepared otherwise. */
export async function tryModel({ path, image }: Asked, signal: AbortSignal): Promise<Trial> {
  for (const each of [path, image]) requireReadable(each)
  const detector = await detectorOfFile(path, image)
  return trialView(await tryPreparations(path, detector, image, { ...ON_CPU, signal }))
}

function trialView({ preprocess: chosen, reason, tried }: ChosenPreprocess): Trial {
  const [usual] = tried
  return {
    certain: chosen === usual.preprocess && tried.every(({ score }) => score <= usual.score),
    reason,
    candidates: tried.map(({ label, preprocess, score }) => ({
      label,
      color: preprocess.color,
      scale: preprocess.scale,
      score,
      chosen: preprocess === chosen,
    })),
  }
}
