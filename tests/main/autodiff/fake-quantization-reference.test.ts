import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { scalesOf } from '../../../src/main/calib/scale.ts'
import { tensorFrom } from '../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, readFloat32, reference } from '../../support/shared.ts'
import { runGradients } from './run-gradients.ts'

const FOLDER = 'oracles/fakequant'

const manifest = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      shape: z.array(z.number()),
      axis: z.number().nullable(),
      amax: z.union([z.number().transform((amax) => [amax]), z.array(z.number())]),
      x: z.string(),
      upstream: z.string(),
      gradient: z.string(),
    }),
  ),
})

describeWithReference(FOLDER, 'gradients of quantizers agree with torch.fake_quantize', () => {
  const text = readFileSync(reference(`${FOLDER}/manifest.json`), 'utf8')
  const { cases } = manifest.parse(JSON.parse(text))
  const read = (file: string) => readFloat32(reference(`${FOLDER}/${file}`))

  it.each(cases.flatMap((one) => [true, false].map((constant) => ({ ...one, constant }))))(
    '$name, constant scale: $constant',
    async ({ shape, axis, amax, x, upstream, gradient, constant }) => {
      const builder = new ModelBuilder({ opset: 18 })
      const input = builder.input('x', shape)
      const dims = axis === null ? [] : [amax.length]
      const scales = scalesOf(amax)
      const scale = constant
        ? builder.initializer(tensorFrom('scale', dims, scales))
        : builder.input('scale', dims)
      const inputs = [scale, builder.initializer(tensorFrom('zero', dims, new Int8Array(amax.length)))]
      const attributes: Record<string, number> = axis === null ? {} : { axis }
      const levels = builder.node('QuantizeLinear', [input, ...inputs], attributes)
      const output = builder.node('DequantizeLinear', [levels, ...inputs], attributes)
      const { gradients } = await runGradients({
        builder,
        outputs: [output],
        wrt: [input],
        feeds: { x: { data: read(x), dims: shape }, ...(constant ? {} : { scale: { data: scales, dims } }) },
        upstream: [read(upstream)],
      })
      const expected = read(gradient)
      const wrong = gradients[0].data.findIndex(
        (value, index) => value !== expected[index] && !(value === 0 && expected[index] === 0),
      )
      expect(wrong === -1 ? null : [wrong, gradients[0].data[wrong], expected[wrong]]).toBeNull()
    },
  )
})
