import { z } from 'zod'

/** What some images tell of a state of a model's quantizers. */
export interface Figures {
  /** COCO's; −1 where the dataset has no annotations. */
  readonly AP: number
  readonly AP50: number
  /** With the float model's detections, see `agreementWithParent`. */
  readonly agreement: number
  /** Of what the float model predicts, how much is still there, see `PredictionOverlap`; −1 where it is not known. */
  readonly overlap: number
  /** Raw outputs against the float model's, in dB; infinite where they are equal. */
  readonly sqnr: number
}

/** What a state of a model's quantizers comes to. */
export interface Measured extends Figures {
  /** Images that were looked at. */
  readonly images: number
  /** The same of every other run from the first on, and of the rest: how far two samples of images differ. */
  readonly halves?: readonly [Figures, Figures]
}

/** By which figure layers can be ranked. */
export const METRICS = ['ap', 'ap50', 'agreement', 'overlap', 'sqnr'] as const

export type SensitivityMetric = (typeof METRICS)[number]

const FIELDS = {
  ap: 'AP',
  ap50: 'AP50',
  agreement: 'agreement',
  overlap: 'overlap',
  sqnr: 'sqnr',
} as const satisfies Record<SensitivityMetric, keyof Figures>

/** The figure that a metric ranks by; of all, higher is better. */
export function valueOf(figures: Figures, metric: SensitivityMetric): number {
  return figures[FIELDS[metric]]
}

/** A metric's figure of both halves of the images; null where these were not told apart. */
export function halvesOf({ halves }: Measured, metric: SensitivityMetric): [number, number] | null {
  return halves === undefined ? null : [valueOf(halves[0], metric), valueOf(halves[1], metric)]
}

/** Name of a metric's figure, as tables head it. */
export function titleOf(metric: SensitivityMetric): string {
  const titles = { ap: 'AP', ap50: 'AP50', agreement: 'agreement', overlap: 'overlap' }
  return metric === 'sqnr' ? 'output SQNR, dB' : titles[metric]
}

/** A metric's figure for people. */
export function formatValue(value: number, metric: SensitivityMetric): string {
  if (metric === 'sqnr') return Number.isFinite(value) ? value.toFixed(2) : '∞'
  return value.toFixed(5)
}

const UNLIMITED = 'infinite'

const figures = {
  AP: z.number(),
  AP50: z.number(),
  agreement: z.number(),
  overlap: z.number().default(-1),
  sqnr: z
    .union([z.number(), z.literal(UNLIMITED)])
    .transform((value) => (value === UNLIMITED ? Infinity : value)),
}

/** As it stands in files, where JSON has no infinity. */
export const measuredSchema = z.object({ ...figures, images: z.int() })

/** Of both halves of the images, as it stands in files. */
export const halvesSchema = z.array(z.object(figures)).length(2)

export function storedMeasured({ halves: _halves, ...whole }: Measured): z.input<typeof measuredSchema> {
  return { ...whole, sqnr: storedSqnr(whole) }
}

export function storedHalves({ halves }: Measured): z.input<typeof halvesSchema> | undefined {
  return halves?.map((half) => ({ ...half, sqnr: storedSqnr(half) }))
}

/** Measured figures with those of their halves, as both were read. */
export function withHalves(measured: Measured, halves: z.output<typeof halvesSchema> | undefined): Measured {
  return halves === undefined ? measured : { ...measured, halves: [halves[0], halves[1]] }
}

function storedSqnr({ sqnr }: Figures) {
  return Number.isFinite(sqnr) ? sqnr : UNLIMITED
}
