import { describe, expect, it } from 'vitest'
import { reconstructionUnits } from '../../../../src/main/qat/adaround/units.ts'
import { DetectorBuilder } from '../../quant/detector-builder.ts'
import { correlatedImages, imagesFrom, quantizedBy } from '../quantized-network.ts'
import { unitData } from '../../../../src/main/qat/adaround/unit-data.ts'

const images = correlatedImages(6, [1, 3, 16, 16])

/** Stem, a block with a residual bottleneck, and a head of two convolutions that read different blocks. */
function detector(): DetectorBuilder {
  const builder = new DetectorBuilder({ seed: 2 })
  const stem = builder.conv('model.0.conv', builder.image(), 6)
  const skip = builder.conv('model.1.cv1', stem, 6)
  const block = builder.concat('model.1', [builder.bottleneck('model.1.m.0', skip), skip])
  const pooled = builder.maxPool('model.2', block)
  for (const [index, source] of [skip, pooled].entries())
    builder.output(builder.conv(`model.3.m.${index}`, source, 4, { act: false }))
  return builder
}

describe('reconstructionUnits', () => {
  it('cuts by blocks, with the activations behind, and a head into its parts', async () => {
    const units = reconstructionUnits((await quantizedBy(detector().model, images)).graph)
    const ports = units.map(({ name, inputs, outputs }) => [
      name,
      inputs.map((value) => value.name),
      outputs.map((value) => value.name),
    ])
    const fed = (tensor: string) => `${tensor}_DequantizeLinear_Output`
    expect(ports).toEqual([
      ['model.0', [fed('images')], ['model.0.conv.act.Mul_output']],
      // What its last convolution and the pooling read leaves it as the float tensor, not as the Q/DQ pair's.
      [
        'model.1',
        [fed('model.0.conv.act.Mul_output')],
        ['model.1.cv1.act.Mul_output', 'model.1.m.0.Add_output'],
      ],
      ['model.3.m.0', [fed('model.1.cv1.act.Mul_output')], ['model.3.m.0.Conv_output']],
      ['model.3.m.1', [fed('model.2.MaxPool_output')], ['model.3.m.1.Conv_output']],
    ])
    expect(units[1].weights.flatMap(({ layers }) => layers.map(({ name }) => name))).toEqual([
      'model.1.cv1',
      'model.1.m.0.cv1',
      'model.1.m.0.cv2',
    ])
  })

  it('has nothing to cut in a float model', () => {
    expect(reconstructionUnits(detector().graph)).toEqual([])
  })
})

describe('unitData', () => {
  const limits = { images: 6, memoryLimit: 1e9, runElements: 1, threads: 1 }

  it('takes what comes in from the quantized model and what should go out from the float one', async () => {
    const { model } = detector()
    const quantized = await quantizedBy(model, images)
    const [, block] = reconstructionUnits(quantized.graph)
    const data = await unitData(quantized, model, block, imagesFrom(images), limits)
    expect(data.inputs).toHaveLength(6)
    expect(data.shapes.get('model.1.m.0.Add_output')).toEqual([1, 6, 16, 16])
    const levels = data.inputs[3].get('model.0.conv.act.Mul_output_DequantizeLinear_Output')?.data ?? []
    // Quantized values are few, the float model's are many.
    expect(new Set(levels).size).toBeLessThan(256)
    expect(new Set(data.targets[3].get('model.1.m.0.Add_output')?.data).size).toBeGreaterThan(1000)
  })

  it('joins small images, and stops where the memory is full', async () => {
    const { model } = detector()
    const quantized = await quantizedBy(model, images)
    const [stem] = reconstructionUnits(quantized.graph)
    const many = [...images, ...images]
    const joined = await unitData(quantized, model, stem, imagesFrom(many), {
      ...limits,
      images: 12,
      runElements: 1e6,
    })
    expect(joined.inputs).toHaveLength(4)
    expect(joined.shapes.get('model.0.conv.act.Mul_output')).toEqual([3, 6, 16, 16])
    const bytes = 4 * 9 * 256
    const few = await unitData(quantized, model, stem, imagesFrom(many), {
      ...limits,
      memoryLimit: 2.5 * bytes,
    })
    expect(few.inputs).toHaveLength(2)
  })
})
