import { observerThreads } from '../calib/observer-pool.ts'
import { providerFor } from '../session/devices.ts'
import { datasetIdentity, identityFrom, type Identity } from './identity.ts'
import type { MainJobSpec } from './main-job-spec.ts'

/** What the results of a main job depend on; the benchmark's do on the hour too, and it is always made anew. */
export function mainJobIdentity(spec: MainJobSpec): Identity {
  const { file, detector, evaluation, calibration, training, variants, device, threads } = spec
  const { recipe, nms, batch, seed, onBadImage } = spec
  const { count, each } = observerThreads({ device, threads })
  return identityFrom({
    model: file.sha256,
    evaluation: datasetIdentity(evaluation),
    calibration: calibration === null ? 'none' : datasetIdentity(calibration).images,
    training: training && { ...datasetIdentity(training.dataset), plan: training.plan },
    variants: variants.map(({ label }) => label).join(','),
    preprocess: detector.preprocess,
    provider: providerFor(device),
    threads: `${count} × ${each}`,
    recipe,
    nms,
    batch,
    seed,
    onBadImage,
  })
}
