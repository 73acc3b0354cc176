import { z } from 'zod'
import { QuantbenchError } from '../../../base/errors.ts'

const profileSchema = z.array(z.looseObject({ min: z.array(z.number()), max: z.array(z.number()) }))

/**
 * Throws USAGE where batches of so many images do not lie within the shapes that an engine's run tells of: ONNX Runtime
 * would fail at the first that does not, which may be the last of all.
 */
export function requireBatches(
  profile: unknown,
  { batch, images }: { readonly batch: number; readonly images: number },
): void {
  const parsed = profileSchema.safeParse(profile)
  const [input] = parsed.success ? parsed.data : []
  if (input === undefined) return
  const [least, most] = [input.min[0], input.max[0]]
  const last = images % batch || batch
  if (least <= last && batch <= most) return
  const got = last === batch ? String(batch) : `${batch} and at last ${last}`
  throw new QuantbenchError(
    'USAGE',
    `Expected ${least} to ${most} images a run for this engine, got ${got}`,
    {
      wayOut: `Use another --batch, or build the engine with --min-batch 1 --max-batch ${Math.max(batch, most)}.`,
    },
  )
}
