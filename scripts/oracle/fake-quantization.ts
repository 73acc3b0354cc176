import { resolve } from 'node:path'
import { z } from 'zod'
import { fakeQuantize, fakeQuantizeGradient } from '../../src/main/quant/fake-quantize.ts'
import { readFloat32 } from './binary.ts'
import { Comparison, type Check } from './check.ts'

const fakeQuantizationCase = z.object({
  name: z.string(),
  shape: z.array(z.int()),
  axis: z.int().nullable(),
  amax: z.union([z.number().transform((amax) => [amax]), z.array(z.number())]),
  x: z.string(),
  upstream: z.string(),
  y: z.string(),
  gradient: z.string(),
})

/** `manifest.json` of fake-quantized tensors and their gradients. */
export const fakeQuantizationManifest = z.object({ cases: z.array(fakeQuantizationCase) })

/** Compares outputs and gradients; both must be equal. */
export function checkFakeQuantization(folder: string, expected: z.infer<typeof fakeQuantizationCase>): Check {
  const comparison = new Comparison(expected.name)
  const file = (path: string): Float32Array => readFloat32(resolve(folder, path))
  const tensor = { data: file(expected.x), dims: expected.shape }
  const gradient = fakeQuantizeGradient(tensor, expected, file(expected.upstream))
  comparison.values('output', fakeQuantize(tensor, expected), file(expected.y))
  comparison.values('gradient', gradient, file(expected.gradient))
  return comparison.result()
}
