import { changeImages } from '../finding.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** From this share of the evaluation images on, what is measured on them is no longer honest. */
const MUCH = 0.1

/** Images that both calibrate and evaluate. */
export const calibrationOverlap: AdviceRule = {
  id: 'calibration-overlap',
  title: 'calibration on evaluation images',
  sources: [SOURCES.quantizedTypes],
  needs: ({ measured: { calibration, evaluation } }) =>
    calibration === null || evaluation === null ? 'calibration and evaluation images' : null,
  find({ measured: { calibration, evaluation } }) {
    if (calibration === null || evaluation === null) return []
    const both = evaluation.files.intersection(calibration.files)
    if (both.size === 0) return []
    const share = both.size / evaluation.files.size
    return [
      {
        severity: share >= MUCH ? 'warning' : 'info',
        title: `${both.size} evaluation images are among the calibration images`,
        layers: [],
        nodes: [],
        evidence: [
          {
            what: 'images of the same name and size in bytes',
            value: both.size,
            unit: 'images',
            measured: true,
          },
          { what: 'of the evaluation images', value: 100 * share, unit: '%', measured: true },
        ],
        reason:
          'Ranges fitted to the images that accuracy is measured on make it look better than it will be.',
        change: changeImages('Calibrate on images that are not evaluated, training images say.'),
      },
    ]
  },
}
