import { median } from '../../../base/quantiles.ts'
import { amaxByPercentile } from '../../../calib/amax-percentile.ts'
import { DEFAULT_PERCENTILE } from '../../../calib/methods.ts'
import type { ObservedActivations } from '../measured-facts.ts'
import { changeImages, type Evidence } from '../finding.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Below this, chance decides what is in the set, and halves of it tell nothing. */
const FEW = 32
/** Median difference between the 99.99th percentiles of two halves. Those of 80 images of COCO differ by 0.02, of 16 by 0.04. */
const UNSTEADY = 0.1

/** Too few images to calibrate with. */
export const calibrationSize: AdviceRule = {
  id: 'calibration-size',
  title: 'too few calibration images',
  sources: [SOURCES.quantizedTypes, SOURCES.yolov5nRanges],
  needs: ({ measured }) => (measured.calibration === null ? 'calibration images' : null),
  find({ measured: { calibration, activations } }) {
    if (calibration === null) return []
    const apart = activations === null ? null : halvesApart(activations)
    const unsteady = apart !== null && apart > UNSTEADY
    if (calibration.images >= FEW && !unsteady) return []
    const evidence: Evidence[] = [
      {
        what: 'calibration images',
        value: calibration.images,
        unit: 'images',
        subject: calibration.name,
        measured: true,
      },
    ]
    if (apart !== null) {
      const what = 'median difference of the 99.99th percentiles of two halves of the images'
      evidence.push({ what, value: 100 * apart, unit: '%', measured: true })
    }
    return [
      {
        severity: 'warning',
        title: unsteady ? 'the calibration images disagree about the ranges' : 'too few calibration images',
        layers: [],
        nodes: [],
        evidence,
        reason: unsteady
          ? 'One half of the images gives other ranges than the other half: other images would give other ones again.'
          : `With fewer than ${FEW} images chance decides the ranges; the TensorRT guide found about 500 sufficient for ImageNet.`,
        change: changeImages(
          'Calibrate with a few hundred images of the kind that the model will see.',
          '--images 500',
        ),
      },
    ]
  },
}

/** Median over the tensors of |ln(a / b)|, a and b the halves' 99.99th percentiles; null without halves. */
export function halvesApart({ halves }: ObservedActivations): number | null {
  if (halves === null) return null
  const [one, other] = halves
  const differences = Array.from(one).flatMap(([name, histogram]) => {
    const second = other.get(name)
    if (second === undefined || histogram.max === 0 || second.max === 0) return []
    const [a, b] = [histogram, second].map((half) => amaxByPercentile(half, DEFAULT_PERCENTILE))
    return [Math.abs(Math.log(a / b))]
  })
  return differences.length === 0 ? null : median(differences)
}
