import { resolve } from 'node:path'
import { z } from 'zod'
import type { Tensor } from '../../src/main/base/tensor.ts'
import { weightAmax } from '../../src/main/calib/weights.ts'
import { fakeQuantize } from '../../src/main/quant/fake-quantize.ts'
import { readFloat32 } from './binary.ts'
import { Comparison, type Check } from './check.ts'

/** The reference divides by 127 / amax where torch.fake_quantize multiplies by amax / 127: same levels, other rounding. */
const LAST_DIGIT = 2 ** -22

const weightCase = z.object({
  shape: z.array(z.int()),
  axis: z.int(),
  amax: z.array(z.number()),
  /** Absent where the weight is a model's, known by the case's name. */
  w: z.string().optional(),
  fakequant: z.string().optional(),
})

/** `weights.json`: per-channel maxima by name, some with the weights and their fake-quantized values. */
export const weightsManifest = z.record(z.string(), weightCase)

type WeightCase = z.infer<typeof weightCase>

/**
 * Compares a weight's maxima, which must be equal, and its fake-quantized values where given. The weight is read from
 * the folder unless handed in.
 */
export function checkWeight(folder: string, name: string, expected: WeightCase, given?: Tensor): Check {
  const weight = given ?? { data: readFloat32(resolve(folder, expected.w ?? '')), dims: expected.shape }
  const comparison = new Comparison(name)
  const amax = weightAmax(weight, expected.axis)
  comparison.values('amax', amax, expected.amax)
  if (expected.fakequant !== undefined) {
    const quantized = fakeQuantize(weight, { amax, axis: expected.axis })
    comparison.values(
      'fake-quantized',
      quantized,
      readFloat32(resolve(folder, expected.fakequant)),
      LAST_DIGIT,
    )
  }
  return comparison.result()
}
