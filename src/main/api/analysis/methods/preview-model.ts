import { requireReadable } from '../../../base/regular-file.ts'
import { encodePng } from '../../../data/image.ts'
import { openDetector } from '../../../stages/open-detector.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import { previewDetector } from '../../../stages/preview.ts'
import type { ChosenPreprocess } from '../../../detect/preprocess-trial.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'

type Shown = AnalysisOutput<'models.preview'>

/** One image is no work for a GPU, whose memory a job may need. */
const ON_CPU = { device: 'cpu' } as const

/** Shows an image to a detector: what it sees and finds. */
export async function previewModel({ path, image }: AnalysisInput<'models.preview'>): Promise<Shown> {
  for (const each of [path, image]) requireReadable(each)
  const file = openModelFile(path)
  const detector = await openDetector(file.model, path, image, {}, ON_CPU)
  const { picture, detections, trial } = await previewDetector(file.path, detector, image, ON_CPU)
  const { data, width, height } = picture
  const png = Buffer.from(await encodePng(data, width, height))
  return {
    picture: `data:image/png;base64,${png.toString('base64')}`,
    width,
    height,
    detections,
    trial: trialView(trial),
  }
}

function trialView({ preprocess: chosen, reason, tried }: ChosenPreprocess): Shown['trial'] {
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
