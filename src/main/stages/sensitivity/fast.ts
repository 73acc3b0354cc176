import type { StageContext } from '../../base/progress.ts'
import type { ImageProblem } from '../../data/batches.ts'
import { selectImages } from '../../data/dataset.ts'
import { imageInput } from '../../onnx/image-input.ts'
import { shareCores } from '../../session/share-cores.ts'
import type { EstimateWork, UnitEstimate } from './estimates.ts'
import { estimateEffects } from './first-order.ts'
import { estimateByOverlap } from './overlap-probes.ts'
import { MOST_THREADS, Probes, type ProbesOptions } from './probes.ts'
import { estimateBySqnr } from './sqnr-probes.ts'

export interface Estimates {
  /** In the order of the graph. */
  readonly estimates: readonly UnitEstimate[]
  readonly images: number
  readonly problems: readonly ImageProblem[]
}

/** Estimates all units from the first few images. Throws as `analyseSensitivity`. */
export async function estimateUnits(work: EstimateWork, context: StageContext = {}): Promise<Estimates> {
  const { quantized, detector, dataset, plan, options, units } = work
  const few = selectImages(dataset, { count: plan.fast.images })
  const batch = imageInput(quantized).batch ?? 1
  const { method } = plan.fast
  const opened: Probes[] = []
  const open = async (more: ProbesOptions = {}): Promise<Probes> => {
    const settings = { ...options, batch, ...more }
    const probes = await Probes.open(quantized, few, detector.preprocess, settings, context)
    opened.push(probes)
    return probes
  }
  try {
    const [first] = method === 'overlap' ? await openEach(open, units.length, options) : [await open()]
    const estimates =
      method === 'overlap'
        ? await estimateByOverlap(work, opened, context)
        : await (method === 'first-order' ? estimateEffects : estimateBySqnr)(work, first, context)
    return { estimates, images: first.images, problems: first.problems }
  } finally {
    await Promise.all(opened.map((probes) => probes.close()))
  }
}

/** As many probes as can work side by side, each with all images in one thread. */
async function openEach(
  open: (more: ProbesOptions) => Promise<Probes>,
  units: number,
  options: ProbesOptions,
): Promise<Probes[]> {
  const { count, each } = shareCores(options, Math.min(MOST_THREADS, units))
  const { memory } = options
  const own = { threads: each, sideBySide: 1, ...(memory === undefined ? {} : { memory: memory / count }) }
  const opened: Probes[] = []
  for (let index = 0; index < count; index++) opened.push(await open(own))
  return opened
}
