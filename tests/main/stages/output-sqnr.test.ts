import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDataset } from '../../../src/main/data/dataset.ts'
import { DecodePool } from '../../../src/main/data/decode-pool.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import { storeWeights } from '../../../src/main/qat/trained-weights.ts'
import { copyModel } from '../../../src/main/session/taps.ts'
import { openModelFile } from '../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../src/main/stages/open-detector.ts'
import { outputSqnr, Sqnr } from '../../../src/main/stages/output-sqnr.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace(3)

describe('Sqnr', () => {
  it('is ten times the logarithm of signal over noise, added up over tensors', () => {
    const sqnr = new Sqnr()
    sqnr.add(Float32Array.of(3, -4), Float32Array.of(3, -4.5))
    expect(sqnr.decibels).toBeCloseTo(20, 12)
    // Σ x² = 25 + 100, Σ (x − y)² = 0.25 + 1.
    sqnr.add(Float32Array.of(10), Float32Array.of(11))
    expect(sqnr.decibels).toBeCloseTo(20, 12)
    sqnr.add(Float32Array.of(0), Float32Array.of(-Math.sqrt(11.125)))
    expect(sqnr.decibels).toBeCloseTo(10 * Math.log10(125 / 12.375), 5)
  })

  it('is infinite for equal tensors, zeros and nothing at all', () => {
    const sqnr = new Sqnr()
    expect(sqnr.decibels).toBe(Infinity)
    sqnr.add(new Float32Array(3), new Float32Array(3))
    expect(sqnr.decibels).toBe(Infinity)
    sqnr.add(Float32Array.of(2), Float32Array.of(2))
    expect(sqnr.decibels).toBe(Infinity)
  })
})

describe('outputSqnr', () => {
  async function compare(others: (model: Model) => Model[], count = 3): Promise<number[]> {
    const { model } = openModelFile(workspace.model)
    const dataset = await openDataset({ data: workspace.data }, { onProblem: 'skip', sizeOf: imageSize })
    const { preprocess } = await openDetector(model, 'tiny', dataset.images[1].file)
    const pool = new DecodePool({ threads: 1 })
    try {
      return await outputSqnr(model, others(model), dataset, preprocess, { pool, count, threads: 1 })
    } finally {
      await pool.close()
    }
  }

  /** A copy whose stem is off by a share. */
  function off(model: Model, share: number): Model {
    const copy = copyModel(model)
    const { initializer } = copy.graph.get('model.0.conv.weight')
    const weights = initializer === null ? new Float32Array() : floatsOf(initializer)
    storeWeights(copy, new Map([['model.0.conv.weight', weights.map((weight) => weight * (1 + share))]]))
    return copy
  }

  it('ranks models by how close they come, in the order given', async () => {
    const [far, same, near] = await compare((model) => [off(model, 0.2), model, off(model, 0.02)])
    expect(same).toBe(Infinity)
    expect(near).toBeGreaterThan(far + 10)
    expect(far).toBeGreaterThan(0)
  })

  it('looks at no more images than asked for, and leaves out what cannot be read', async () => {
    const models = (model: Model) => [off(model, 0.2)]
    const [one] = await compare(models, 1)
    expect(await compare(models, 1)).toEqual([one])
    expect(await compare(models, 2)).not.toEqual([one])
    const dataset = await openDataset({ data: workspace.data }, { onProblem: 'skip', sizeOf: imageSize })
    writeFileSync(dataset.images[0].file, 'no image')
    expect(await compare(models, 1)).toEqual([Infinity])
  })
})
