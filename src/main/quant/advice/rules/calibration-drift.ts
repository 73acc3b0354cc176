import { median } from '../../../base/quantiles.ts'
import { changeImages, type Evidence } from '../finding.ts'
import type { ImageFigures, ImageSetFacts } from '../image-set.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'
import { kolmogorovSmirnov, permutationTest, sharesOf, type TestResult } from '../two-sample-tests.ts'

const FIGURES = {
  brightness: { what: 'brightness', unit: 'of 255' },
  contrast: { what: 'contrast (deviation of brightness)', unit: 'of 255' },
  colourfulness: { what: 'colourfulness', unit: 'of 255' },
  size: { what: 'image size (root of the area)', unit: 'pixels' },
  aspect: { what: 'aspect ratio', unit: 'width over height' },
} as const satisfies Record<keyof ImageFigures, { what: string; unit: string }>

const NAMES = ['brightness', 'contrast', 'colourfulness', 'size', 'aspect'] as const

/** Level of all six tests together; each is held to a sixth (Bonferroni). */
const LEVEL = 0.01
const TESTS = NAMES.length + 1
/** A difference that is certain but small does no harm: in large sets every difference is certain. */
const LEAST_DISTANCE = 0.25
/** With fewer, the tests find nothing but the grossest difference. */
const LEAST_IMAGES = 8

interface Drift {
  readonly what: string
  readonly result: TestResult
  readonly evidence: readonly Evidence[]
}

/**
 * Calibration images of another kind than those of the evaluation: two-sample Kolmogorov–Smirnov tests of five figures
 * and a permutation test of the classes' shares of boxes.
 */
export const calibrationDrift: AdviceRule = {
  id: 'calibration-drift',
  title: 'calibration images unlike those of the evaluation',
  sources: [SOURCES.kolmogorov, SOURCES.quantizedTypes],
  needs({ measured: { calibration, evaluation } }) {
    if (calibration === null || evaluation === null) return 'calibration and evaluation images'
    const fewest = Math.min(calibration.figures.length, evaluation.figures.length)
    return fewest < LEAST_IMAGES ? `${LEAST_IMAGES} calibration and evaluation images or more` : null
  },
  find({ measured: { calibration, evaluation } }) {
    if (calibration === null || evaluation === null) return []
    const drifts = [...figureDrifts(calibration, evaluation), ...classDrift(calibration, evaluation)]
    const found = drifts.filter(
      ({ result: { distance, p } }) => p * TESTS < LEVEL && distance >= LEAST_DISTANCE,
    )
    if (found.length === 0) return []
    return [
      {
        severity: 'warning',
        title: `calibration images differ in ${found.map(({ what }) => what).join(', ')}`,
        layers: [],
        nodes: [],
        evidence: found.flatMap(({ what, result, evidence }) => [
          {
            what: `${what}: distance of the distributions`,
            value: result.distance,
            unit: 'of 1',
            measured: true,
          },
          { what: `${what}: probability by chance`, value: result.p, measured: true },
          ...evidence,
        ]),
        reason:
          'Ranges are taken from what the calibration images excite. Images of another kind reach beyond them, or leave levels unused.',
        change: changeImages(
          `Calibrate with images drawn at random from the same source as ${evaluation.name} (but not those themselves).`,
        ),
      },
    ]
  },
}

function figureDrifts(calibration: ImageSetFacts, evaluation: ImageSetFacts): Drift[] {
  return NAMES.map((name) => {
    const { what, unit } = FIGURES[name]
    const sets = [calibration, evaluation].map(({ figures }) => figures.map((figure) => figure[name]))
    const medians = [calibration, evaluation].map((set, index) => {
      return { what: `${what}: median`, value: median(sets[index]), unit, subject: set.name, measured: true }
    })
    return { what, result: kolmogorovSmirnov(sets[0], sets[1]), evidence: medians }
  })
}

/** Classes whose share differs most are named. */
const NAMED = 3

function classDrift(calibration: ImageSetFacts, evaluation: ImageSetFacts): Drift[] {
  if (calibration.boxes === null || evaluation.boxes === null) return []
  if (calibration.boxes.length === 0 || evaluation.boxes.length === 0) return []
  const result = permutationTest(calibration.boxes, evaluation.boxes)
  const [ours, theirs] = [sharesOf(calibration.boxes), sharesOf(evaluation.boxes)]
  const apart = [...new Set([...ours.keys(), ...theirs.keys()])]
    .map((name) => ({ name, ours: ours.get(name) ?? 0, theirs: theirs.get(name) ?? 0 }))
    .sort((a, b) => Math.abs(b.ours - b.theirs) - Math.abs(a.ours - a.theirs))
  const evidence = apart.slice(0, NAMED).flatMap((shares) => [
    {
      what: `share of boxes in calibration`,
      value: 100 * shares.ours,
      unit: '%',
      subject: shares.name,
      measured: true,
    },
    {
      what: `share of boxes in evaluation`,
      value: 100 * shares.theirs,
      unit: '%',
      subject: shares.name,
      measured: true,
    },
  ])
  return [{ what: 'classes', result, evidence }]
}
