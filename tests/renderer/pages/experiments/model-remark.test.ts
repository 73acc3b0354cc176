import { describe, expect, it } from 'vitest'
import { newForm } from '../../../../src/renderer/pages/experiments/form-state.ts'
import {
  fixedBatch,
  modelProblem,
  suitedTo,
} from '../../../../src/renderer/pages/experiments/model-remark.ts'
import { inspectionSchema } from '../../../../src/shared/contract/model.ts'

function inspection(batch: number | string, quantizers: number, type = 'FLOAT') {
  return inspectionSchema.parse({
    model: {
      sha256: '0'.repeat(64),
      path: '/m',
      present: true,
      size: 1,
      name: 'm',
      family: null,
      familyTitle: null,
      addedAt: 0,
    },
    inputs: [{ name: 'images', type, dims: [batch, 3, 640, 640] }],
    outputs: [],
    opset: 17,
    producer: '',
    nodes: 1,
    operators: [{ op: 'Conv', count: 1 }],
    layers: [],
    parameters: 0,
    macs: 0,
    quantizers: {
      activations: quantizers,
      weights: quantizers,
      symmetric: true,
      quantizedLayers: quantizers,
      floatLayers: 0,
    },
    problems: [],
    detector: null,
    noDetector: null,
  })
}

describe('what a model asks of the form', () => {
  it('is the batch that its file fixes', () => {
    expect(fixedBatch(inspection('batch', 0))).toBeNull()
    expect(suitedTo(newForm(), inspection(8, 0)).batch).toBe(8)
    expect(suitedTo(newForm(), inspection(1, 0)).batch).toBeNull()
    expect(suitedTo({ ...newForm(), batch: 2 }, inspection(8, 0)).batch).toBe(2)
    expect(modelProblem({ ...newForm(), batch: 2 }, inspection(8, 0))).toBe('fixedBatch')
    expect(modelProblem({ ...newForm(), batch: 2 }, inspection('batch', 0))).toBeNull()
  })

  it('is no FP16 beside half precision, and no quantizer at additions that it lacks', () => {
    const form = newForm()
    const asked = { ...form, recipe: { ...form.recipe, add: 'both' as const } }
    const suited = suitedTo(asked, inspection(1, 0, 'FLOAT16'))
    expect(suited.variants.fp16).toBe(false)
    expect(suited.recipe.add).toBe('none')
  })

  it('is to be float where it is quantized', () => {
    expect(modelProblem(newForm('run'), inspection(1, 3))).toBe('quantized')
    expect(modelProblem(newForm('eval'), inspection(1, 3))).toBeNull()
  })
})
