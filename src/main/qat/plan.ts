import { z } from 'zod'
import { QuantbenchError } from '../base/errors.ts'
import { recipeSchema } from '../quant/recipe.ts'

const rate = z.number().nonnegative()

/** How a quantized model is fine-tuned; plain data, so that a run can store it and replay it. */
export const planSchema = z.strictObject({
  /** Steps in all. */
  iterations: z.int().positive().default(2000),
  /** Parts of equal length; after each the model is evaluated and a checkpoint written. */
  epochs: z.int().positive().default(10),
  /** Images a step. */
  batch: z.int().positive().default(4),
  /** Learning rates, each from a share of all steps on; the first from 0. */
  rates: z
    .array(z.strictObject({ from: z.number().min(0).lt(1), rate }))
    .nonempty()
    .default([
      { from: 0, rate: 1e-6 },
      { from: 0.3, rate: 1e-5 },
      { from: 0.8, rate: 1e-6 },
    ]),
  /** Between two rates: hold the first, or go over to the next in half a cosine wave. */
  decay: z.enum(['step', 'cosine']).default('step'),
  /** Length to which the weights' gradients together are shortened; 0 leaves them. */
  clip: z.number().nonnegative().default(0),
  weightDecay: z.number().nonnegative().default(0),
  /** Regular expressions over layers; where given, only matching layers are trained. */
  train: recipeSchema.shape.include,
  /** Every how many-th block is compared with the float model's, counted from the last. */
  stride: z.int().positive().default(1),
  /** `lsq` also learns the activations' scales (Esser et al. 2020, Learned Step Size Quantization). */
  scales: z.enum(['frozen', 'lsq']).default('frozen'),
  /** Relative change of a scale in a step of learning rate 1e-5, to which it is proportional; `lsq` only. */
  scaleRate: rate.default(1e-3),
  /** Weight of a loss from the training images' labels beside the blocks' mean squared errors; 0 goes without labels. */
  taskLoss: z.number().nonnegative().default(0),
  augment: z
    .strictObject({
      flip: z.number().min(0).max(1).default(0),
      scale: z.number().min(0).lt(1).default(0),
      mosaic: z.number().min(0).max(1).default(0),
      colour: z.number().min(0).max(1).default(0),
    })
    .prefault({}),
  /** Epochs without a better result after which training stops; 0 never stops early. */
  patience: z.int().nonnegative().default(0),
  seed: z.int().nonnegative().default(0),
})

export type FineTunePlan = z.output<typeof planSchema>
/** What of a plan can be given; the rest takes its defaults. */
export type PartialPlan = z.input<typeof planSchema>

export const PRESETS = {
  /** NVIDIA's schedule: ten epochs of 200 steps. */
  standard: {},
  short: { iterations: 200, epochs: 2, rates: [{ from: 0, rate: 1e-5 }] },
  long: {
    iterations: 10_000,
    epochs: 20,
    rates: [
      { from: 0, rate: 1e-6 },
      { from: 0.05, rate: 2e-5 },
      { from: 0.95, rate: 1e-7 },
    ],
    decay: 'cosine',
    patience: 6,
  },
} satisfies Record<string, PartialPlan>

export type PresetName = keyof typeof PRESETS

/** A whole plan from what is given of it. Throws RECIPE_INVALID naming the first wrong field. */
export function planFrom(given: unknown = {}): FineTunePlan {
  const parsed = planSchema.safeParse(given)
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues
    throw invalid(`${path.join('.') || 'the plan'}: ${message}`)
  }
  const { rates, epochs, iterations } = parsed.data
  if (rates[0].from !== 0) throw invalid(`rates: expected the first from 0, got ${rates[0].from}`)
  if (rates.some(({ from }, index) => index > 0 && from <= rates[index - 1].from))
    throw invalid('rates: expected them in order')
  if (epochs > iterations)
    throw invalid(`expected at least one step an epoch, got ${iterations} in ${epochs} epochs`)
  return parsed.data
}

function invalid(message: string): QuantbenchError {
  return new QuantbenchError('RECIPE_INVALID', `Fine-tuning, ${message}`, {
    wayOut: 'Correct this field of the plan or leave it out.',
  })
}

/** Learning rate of a step, counted from 0. */
export function rateAt({ rates, decay, iterations }: FineTunePlan, step: number): number {
  const share = step / iterations
  const index = rates.findLastIndex(({ from }) => from <= share)
  const { from, rate } = rates[index]
  const next = rates.at(index + 1)
  if (decay === 'step' || next === undefined) return rate
  const progress = (share - from) / (next.from - from)
  return next.rate + ((rate - next.rate) * (1 + Math.cos(Math.PI * progress))) / 2
}

/** First step behind an epoch, counted from 0; epochs differ by at most one step. */
export function endOfEpoch({ iterations, epochs }: FineTunePlan, epoch: number): number {
  return Math.round((iterations * (epoch + 1)) / epochs)
}
