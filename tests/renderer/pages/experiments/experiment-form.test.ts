import { describe, expect, it } from 'vitest'
import { changeKind } from '../../../../src/renderer/pages/experiments/change-kind.ts'
import { isOffered } from '../../../../src/renderer/pages/experiments/device-of.ts'
import { experimentOf } from '../../../../src/renderer/pages/experiments/experiment-of.ts'
import { formOf, reuse } from '../../../../src/renderer/pages/experiments/form-of.ts'
import { problemsIn } from '../../../../src/renderer/pages/experiments/form-problems.ts'
import {
  FORM_KINDS,
  newForm,
  type FormKind,
  type FormState,
} from '../../../../src/renderer/pages/experiments/form-state.ts'
import { noSource } from '../../../../src/renderer/pages/experiments/source-state.ts'
import { experimentSchema } from '../../../../src/shared/contract/experiment.ts'

const folder = (dir: string, split = '') => ({ ...noSource(), dir, split })

/** Every field as it is not by default. */
function filled(kind: FormKind = 'run'): FormState {
  const form = newForm(kind, { device: 'cpu', threads: 2 })
  return {
    ...form,
    model: '/m.onnx',
    models: ['/m.onnx', '/n.onnx'],
    parent: '/q.onnx',
    data: folder('/coco', 'val2017'),
    calib: folder('/coco', 'train2017'),
    train: folder('/more'),
    variants: {
      fp32: true,
      fp16: false,
      methods: ['mse', 'entropy'],
      tuned: ['mse'],
      qat: true,
      more: 'ptq:percentile@99.9',
    },
    recipe: {
      method: 'percentile',
      percentile: 99.5,
      rules: false,
      add: 'residual',
      headFloat: 'on',
      exclude: 'model\\.24\\..*\n\n  head  ',
      only: 'model',
      match: 'a = b',
      concatInputs: true,
      weights: 'mse',
      sharedAmax: 'major',
    },
    training: { preset: 'long', iters: 9, epochs: 3, batch: 2, lr: 1e-5, lsq: true, patience: 0 },
    analysis: {
      mode: 'fast',
      by: 'layer',
      metric: 'sqnr',
      parts: 'weights',
      cumulative: 'some',
      cumulativeCount: 4,
      fastMethod: 'sqnr',
      fastImages: 8,
      verify: 0,
      early: true,
      top: 5,
    },
    search: {
      target: 'agreement',
      drop: 0.01,
      agreement: 0.8,
      budget: 3,
      cost: 'flops',
      by: 'block',
      choose: ['methods'],
      stopEarly: true,
      maxPoints: 9,
      minutes: 5,
    },
    engine: {
      seed: false,
      precision: 'int8-implicit',
      calibCache: '/m.cache',
      besideFp16: false,
      duration: 2,
      streams: 2,
      workspace: 512,
      tf32: false,
      cudaGraph: false,
      transfers: true,
      rebuild: true,
    },
    adaround: true,
    biasCorrection: true,
    images: 20,
    calibImages: 30,
    trainImages: 40,
    batch: 2,
    repeats: 7,
    out: '/o.onnx',
    seed: 5,
  }
}

describe('the experiment form', () => {
  it.each([
    ['run', ['model', 'data']],
    ['demo', []],
    ['eval', ['model', 'data']],
    ['ptq', ['model', 'calib']],
    ['fp16', ['model']],
    ['qat', ['model', 'parent', 'data', 'train']],
    ['sensitivity', ['model', 'data']],
    ['search', ['model', 'data']],
    ['bench', ['models']],
    ['trtexec', ['models']],
  ] as const)('knows what %s cannot do without', (kind, missing) => {
    const problems = problemsIn(newForm(kind))
    expect(Object.keys(problems).toSorted()).toEqual([...missing].toSorted())
    expect(new Set(Object.values(problems))).toEqual(new Set(missing.length === 0 ? [] : ['missing']))
  })

  it.each(FORM_KINDS)('of %s becomes an experiment and comes back the same', (kind) => {
    const form = filled(kind)
    expect(problemsIn(form)).toEqual({})
    const experiment = experimentSchema.parse(experimentOf(form))
    expect(experiment.kind).toBe(kind)
    expect(experimentSchema.parse(experimentOf(formOf(experiment)))).toEqual(experiment)
  })

  it('hands over what was filled in', () => {
    expect(experimentOf(filled('run'))).toMatchObject({
      data: { dir: '/coco', split: 'val2017' },
      calib: { dir: '/coco', split: 'train2017' },
      train: { dir: '/more' },
      variants: ['fp32', 'ptq:mse', 'ptq:entropy', 'ptq:percentile@99.9', 'qat', 'qat:mse'],
      recipe: { exclude: ['model\\.24\\..*', 'head'], match: [['a', 'b']], rules: false },
      qatPreset: 'long',
      qatIters: 9,
      repeats: 7,
      threads: 2,
    })
    expect(experimentOf(filled('sensitivity'))).toMatchObject({
      recipe: { method: 'percentile' },
      analysis: { cumulative: 4, fastImages: 8, verify: 0 },
    })
  })

  it('names only what the choice needs', () => {
    const variants = { ...filled().variants, methods: [], tuned: [], qat: false, more: '' }
    const plain = experimentOf({ ...filled(), variants })
    for (const name of ['calib', 'calibImages', 'train', 'qatPreset']) expect(plain).not.toHaveProperty(name)
    expect(experimentOf({ ...filled(), calib: noSource() })).not.toHaveProperty('calib')
    const form = filled('trtexec')
    const engine = { ...form.engine, precision: 'auto' as const }
    expect(experimentOf({ ...form, engine })).toMatchObject({ calibCache: undefined })
  })

  it('writes beside the model unless it is told where', () => {
    const form = { ...filled('ptq'), out: '' }
    expect(experimentOf(form)).toMatchObject({ out: '/m-int8.onnx' })
    expect(experimentOf({ ...form, kind: 'fp16' })).toMatchObject({ out: '/m-fp16.onnx' })
    expect(problemsIn({ ...form, model: '/store/0f' })).toEqual({ out: 'missing' })
  })
})

describe('the device of the form', () => {
  const wished = (kind: FormKind, changes: Partial<FormState> = {}): FormState => ({
    ...filled(kind),
    ...{ adaround: false, biasCorrection: false, device: 'tensorrt' },
    ...changes,
  })

  it.each(['run', 'demo', 'qat', 'bench', 'sensitivity', 'search'] as const)(
    'is CUDA for %s where TensorRT was chosen, which is not offered',
    (kind) => {
      expect(experimentOf(wished(kind))).toMatchObject({ device: 'cuda' })
      expect(isOffered(wished(kind), 'tensorrt')).toBe(false)
      expect(isOffered(wished(kind), 'webgpu')).toBe(true)
    },
  )

  it.each(['eval', 'ptq', 'fp16', 'trtexec'] as const)('may be TensorRT for %s', (kind) => {
    expect(experimentOf(wished(kind))).toMatchObject({ device: 'tensorrt' })
    expect(isOffered(wished(kind), 'tensorrt')).toBe(true)
  })

  it('is CUDA where ptq learns, and TensorRT again when it does not', () => {
    for (const changes of [{ adaround: true }, { biasCorrection: true }])
      expect(experimentOf(wished('ptq', changes))).toMatchObject({ device: 'cuda' })
    const learning = wished('ptq', { adaround: true })
    expect(experimentOf({ ...learning, adaround: false })).toMatchObject({ device: 'tensorrt' })
    expect(experimentOf(changeKind(learning, 'eval'))).toMatchObject({ device: 'tensorrt' })
  })

  it('is CUDA for a saved recipe that still says TensorRT', () => {
    const saved = experimentSchema.parse({ ...experimentOf(filled('run')), device: 'tensorrt' })
    expect(experimentOf(reuse(newForm('eval'), saved))).toMatchObject({ kind: 'run', device: 'cuda' })
  })
})

describe('problemsIn', () => {
  const recipe = (changes: Partial<FormState['recipe']>) => ({ recipe: { ...filled().recipe, ...changes } })
  const engine = (changes: Partial<FormState['engine']>) => ({
    engine: { ...filled('trtexec').engine, ...changes },
  })

  it.each([
    ['run', { model: 'm.onnx' }, { model: 'absolute' }],
    ['run', { data: folder('coco') }, { data: 'absolute' }],
    ['run', recipe({ exclude: 'model\\.\n(' }), { exclude: 'pattern' }],
    ['run', recipe({ only: '[' }), { only: 'pattern' }],
    ['run', recipe({ match: 'a' }), { match: 'pair' }],
    ['eval', recipe({ exclude: '(' }), {}],
    ['ptq', { out: '/m.onnx' }, { out: 'overwrites' }],
    ['ptq', { restFp16: true }, { reconstruction: 'fp16Too' }],
    ['qat', { parent: '/m.onnx' }, { parent: 'sameFile' }],
    ['qat', { out: '/q.onnx' }, { out: 'overwrites' }],
    ['bench', { models: ['/a.onnx', '/a.onnx'] }, { models: 'twice' }],
    ['bench', { models: ['/a.onnx', ''] }, { models: 'missing' }],
    ['trtexec', engine({ seed: true }), { models: 'oneModel' }],
    ['trtexec', engine({ calibCache: 'a.cache' }), { calibCache: 'absolute' }],
    ['trtexec', engine({ calibCache: 'a.cache', precision: 'fp16' }), {}],
    ['eval', { data: { ...noSource(), mode: 'files', annotations: '/a.json' } }, { data: 'missing' }],
  ] as const satisfies [FormKind, Partial<FormState>, object][])(
    'of %s with %j',
    (kind, changes, expected) => {
      expect(problemsIn({ ...filled(kind), ...changes })).toEqual(expected)
    },
  )
})

describe('reuse', () => {
  const saved = experimentSchema.parse(experimentOf(filled('ptq')))

  it('keeps model and data that the form names', () => {
    const form = { ...newForm('run'), model: '/other.onnx', calib: folder('/mine') }
    expect(reuse(form, saved)).toMatchObject({
      kind: 'ptq',
      model: '/other.onnx',
      calib: { dir: '/mine' },
      recipe: { method: 'percentile' },
      out: '',
    })
  })

  it('brings its own where the form names none', () => {
    expect(experimentSchema.parse(experimentOf(reuse(newForm('eval'), saved)))).toEqual(saved)
  })
})

describe('changeKind', () => {
  it('takes the model along, and a schedule that suits', () => {
    const run = { ...newForm('run'), model: '/m.onnx' }
    expect(changeKind(run, 'bench').models).toEqual(['/m.onnx'])
    expect(changeKind({ ...newForm('bench'), models: ['/m.onnx'] }, 'eval').model).toBe('/m.onnx')
    expect(changeKind(run, 'qat').training.preset).toBe('standard')
    expect(changeKind(changeKind(run, 'qat'), 'run').training.preset).toBe('short')
  })

  it('does not write one kind of model where another was to go', () => {
    expect(changeKind(filled('ptq'), 'fp16').out).toBe('')
  })
})
