import { describe, expect, it } from 'vitest'
import {
  experimentOf,
  formOf,
  missingIn,
  newForm,
} from '../../../src/renderer/pages/experiments/experiment-form.ts'
import { experimentSchema } from '../../../src/shared/contract/experiment.ts'

function filled() {
  const form = newForm('run', 'cpu', 2)
  form.model = '/m.onnx'
  form.data = { ...form.data, dir: '/coco', split: 'val2017' }
  form.calib = { ...form.calib, dir: '/coco' }
  form.exclude = 'model\\.24\\..*\n\n  head  '
  return form
}

describe('the experiment form', () => {
  it('says what is missing, by what the kind needs', () => {
    expect(missingIn(newForm('run'))).toEqual(['model', 'data', 'calib'])
    expect(missingIn(newForm('demo'))).toEqual([])
    expect(missingIn(newForm('ptq'))).toEqual(['model', 'calib', 'out'])
    expect(missingIn({ ...filled(), fp32: false, fp16: false, methods: [] })).toEqual(['variants'])
    expect(missingIn(filled())).toEqual([])
  })

  it('makes an experiment that the contract takes', () => {
    const experiment = experimentSchema.parse(experimentOf(filled()))
    expect(experiment).toMatchObject({
      kind: 'run',
      data: { dir: '/coco', split: 'val2017' },
      calib: { dir: '/coco' },
      variants: ['fp32', 'fp16', 'ptq:mse'],
      recipe: { exclude: ['model\\.24\\..*', 'head'] },
      threads: 2,
    })
  })

  it('asks for no calibration where nothing is quantized', () => {
    expect(experimentOf({ ...filled(), methods: [] })).not.toHaveProperty('calib')
  })

  it.each(['run', 'demo', 'eval', 'ptq'] as const)('comes back the same from a job of kind %s', (kind) => {
    const experiment = experimentSchema.parse(experimentOf({ ...filled(), kind, out: '/o.onnx' }))
    const form = formOf(experiment)
    expect(form && experimentSchema.parse(experimentOf(form))).toEqual(experiment)
  })
})
