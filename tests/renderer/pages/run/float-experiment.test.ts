import { describe, expect, it } from 'vitest'
import type { RunDetail } from '../../../../src/shared/contract/run.ts'
import { askedForm } from '../../../../src/renderer/pages/experiments/asked-form.ts'
import { startForm } from '../../../../src/renderer/pages/experiments/start-form.ts'
import {
  adviceQuery,
  floatExperiment,
  recipeOfRun,
} from '../../../../src/renderer/pages/run/float-experiment.ts'
import { fakeRunDetail, fakeRuns } from '../../support/fake-data.ts'

const RECIPE = {
  ...{ method: 'entropy', percentile: 99.99, weights: 'max', rules: 'on', add: 'residual', match: [] },
  ...{ sharedAmax: 'merged', concatInputs: false, headFloat: 'off', fp16: false },
  ...{ include: [], exclude: ['model\\.0'], operators: ['Conv'], overrides: [] },
}

function runOf(recipe: RunDetail['parameters']): RunDetail {
  const runs = fakeRuns(1)
  const [first] = runs
  if (first === undefined) throw new Error('no run')
  const dataset = { id: 'd', images: 10, root: '/coco' }
  return {
    ...fakeRunDetail(first, runs),
    model: { sha256: 'a'.repeat(64), name: 'm.onnx', family: null, path: '/m.onnx' },
    datasets: [
      { ...dataset, role: 'evaluation', name: 'coco/val2017' },
      { ...dataset, role: 'calibration', name: 'coco/train2017' },
    ],
    parameters: { recipe },
  }
}

describe('an experiment with more layers float', () => {
  it('says what the recipe has beside its defaults', () => {
    expect(recipeOfRun(runOf(RECIPE))).toEqual({
      ...{ method: 'entropy', add: 'residual', headFloat: 'off', exclude: ['model\\.0'] },
    })
    expect(recipeOfRun(runOf({ ...RECIPE, method: 'percentile', include: ['model\\.1'] }))).toMatchObject({
      ...{ method: 'percentile', percentile: 99.99, only: ['model\\.1'] },
    })
    expect(recipeOfRun({ parameters: {} })).toEqual({})
  })

  it('fills the form with the model, its data, the recipe and the layers', () => {
    const { named, patched } = askedForm(floatExperiment(runOf(RECIPE), ['model\\.2', 'model\\.0']))
    expect(patched).toBe('applied')
    expect(startForm(named, { device: 'cpu', threads: 0 })).toMatchObject({
      ...{ kind: 'run', model: '/m.onnx' },
      data: { dir: '/coco', split: 'val2017' },
      calib: { dir: '/coco', split: 'train2017' },
      recipe: { add: 'residual', headFloat: 'off', exclude: 'model\\.0\nmodel\\.2' },
      variants: { methods: ['entropy'] },
    })
  })

  it('is advised on for the same recipe and images', () => {
    expect(adviceQuery(runOf(RECIPE))).toMatchObject({
      ...{ model: '/m.onnx', view: 'advice', data: '/coco', dataSplit: 'val2017', calibSplit: 'train2017' },
    })
  })
})
