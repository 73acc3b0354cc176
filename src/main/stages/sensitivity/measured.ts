import { z } from 'zod'

/** What a state of a model's quantizers comes to. */
export interface Measured {
  /** COCO's; −1 where the dataset has no annotations. */
  readonly AP: number
  readonly AP50: number
  /** With the float model's detections, see `agreementWithParent`. */
  readonly agreement: number
  /** Raw outputs against the float model's, in dB; infinite where they are equal. */
  readonly sqnr: number
  /** Images that were looked at. */
  readonly images: number
}

/** By which figure layers can be ranked. */
export const METRICS = ['ap', 'ap50', 'agreement', 'sqnr'] as const

export type SensitivityMetric = (typeof METRICS)[number]

const FIELDS = { ap: 'AP', ap50: 'AP50', agreement: 'agreement', sqnr: 'sqnr' } as const satisfies Record<
  SensitivityMetric,
  keyof Measured
>

/** The figure that a metric ranks by; of all, higher is better. */
export function valueOf(measured: Measured, metric: SensitivityMetric): number {
  return measured[FIELDS[metric]]
}

/** Name of a metric's figure, as tables head it. */
export function titleOf(metric: SensitivityMetric): string {
  return { ap: 'AP', ap50: 'AP50', agreement: 'agreement', sqnr: 'output SQNR, dB' }[metric]
}

/** A metric's figure for people. */
export function formatValue(value: number, metric: SensitivityMetric): string {
  if (metric === 'sqnr') return Number.isFinite(value) ? value.toFixed(2) : '∞'
  return value.toFixed(5)
}

const UNLIMITED = 'infinite'

/** As it stands in files, where JSON has no infinity. */
export const measuredSchema = z.object({
  AP: z.number(),
  AP50: z.number(),
  agreement: z.number(),
  images: z.int(),
  sqnr: z
    .union([z.number(), z.literal(UNLIMITED)])
    .transform((value) => (value === UNLIMITED ? Infinity : value)),
})

export function storedMeasured({ sqnr, ...measured }: Measured): z.input<typeof measuredSchema> {
  return { ...measured, sqnr: Number.isFinite(sqnr) ? sqnr : UNLIMITED }
}
