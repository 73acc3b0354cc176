import { describe, expect, it } from 'vitest'
import { experimentOf } from '../../../../src/renderer/pages/experiments/experiment-of.ts'
import { newForm } from '../../../../src/renderer/pages/experiments/form-state.ts'
import { applyPatch, parsePatch } from '../../../../src/renderer/pages/experiments/recipe-patch.ts'
import { recentModels, recentSources } from '../../../../src/renderer/pages/experiments/recents.ts'
import { noSource } from '../../../../src/renderer/pages/experiments/source-state.ts'
import { startForm } from '../../../../src/renderer/pages/experiments/start-form.ts'
import { experimentSchema } from '../../../../src/shared/contract/experiment.ts'
import { TRTEXEC_OPTIONS } from '../../../../src/shared/contract/system.ts'

const defaults = { device: 'cpu', threads: 3 } as const
const job = experimentSchema.parse({
  kind: 'run',
  model: '/job.onnx',
  data: { dir: '/coco', split: 'val' },
  variants: ['fp32', 'ptq:max'],
  recipe: { exclude: ['head'] },
  seed: 4,
})

describe('startForm', () => {
  it('starts a benchmark of engines from the settings, and one done again from what it was', () => {
    const trtexecOptions = { ...TRTEXEC_OPTIONS, duration: 10, cudaGraph: false }
    const form = startForm({ kind: 'trtexec', model: '/m.onnx' }, { ...defaults, trtexecOptions })
    const experiment = experimentSchema.parse(experimentOf(form))
    expect(experiment).toMatchObject({ kind: 'trtexec', duration: 10, cudaGraph: false, tf32: true })
    const again = startForm({ job: experiment }, { ...defaults, trtexecOptions: TRTEXEC_OPTIONS })
    expect(experimentSchema.parse(experimentOf(again))).toEqual(experiment)
  })

  it('takes what the address names', () => {
    const asked = { kind: 'eval', model: '/m.onnx', data: { ...noSource(), dir: '/d' } }
    expect(startForm(asked, defaults)).toMatchObject({
      kind: 'eval',
      model: '/m.onnx',
      data: { dir: '/d' },
      ...defaults,
    })
    expect(startForm({ kind: 'bench', model: '/m.onnx' }, defaults).models).toEqual(['/m.onnx'])
    expect(startForm({ parent: '/q.onnx' }, defaults)).toMatchObject({ kind: 'qat', parent: '/q.onnx' })
    expect(startForm({ kind: 'nonsense' }, defaults).kind).toBe('run')
  })

  it('does a job again with changes', () => {
    const patch = { exclude: ['model.1'], rules: 'off' as const }
    expect(startForm({ job, model: '/m.onnx', patch }, defaults)).toMatchObject({
      model: '/m.onnx',
      data: { dir: '/coco', split: 'val' },
      variants: { methods: ['max'], fp16: false },
      recipe: { exclude: 'head\nmodel.1', rules: false },
      seed: 4,
    })
    expect(startForm({ job, kind: 'sensitivity' }, defaults)).toMatchObject({
      kind: 'sensitivity',
      model: '/job.onnx',
    })
  })

  it('puts a saved experiment on the model that is named', () => {
    expect(startForm({ recipe: job, model: '/m.onnx' }, defaults)).toMatchObject({
      model: '/m.onnx',
      data: { dir: '/coco' },
      recipe: { exclude: 'head' },
    })
  })
})

describe('a recipe patch', () => {
  it('is read from JSON, or refused as a whole', () => {
    expect(parsePatch('{"exclude":["a"],"rules":"off","headFloat":"on"}')).toEqual({
      exclude: ['a'],
      rules: 'off',
      headFloat: 'on',
    })
    for (const text of ['', '{', '[]', '{"exclude":"a"}', '{"method":"median"}'])
      expect(parsePatch(text)).toBeNull()
  })

  it('replaces fields and adds to lists, each entry once', () => {
    const form = newForm('ptq')
    const first = applyPatch(form, {
      exclude: ['a', 'b'],
      method: 'entropy',
      fp16: true,
      match: [['c', 'd']],
    })
    expect(first).toMatchObject({
      recipe: { exclude: 'a\nb', method: 'entropy', match: 'c=d', add: 'none' },
      variants: { methods: ['entropy'] },
      restFp16: true,
    })
    expect(applyPatch(first, { exclude: ['b', 'e'], add: 'both' }).recipe).toMatchObject({
      exclude: 'a\nb\ne',
      add: 'both',
      method: 'entropy',
    })
    expect(form.recipe.exclude).toBe('')
  })
})

describe('recents', () => {
  const model = { sha256: '', present: true, size: 1, family: null, familyTitle: null }

  it('offers models that are there, the latest first, without those that runs made where asked', () => {
    const models = [
      { ...model, path: '/a.onnx', name: 'a', addedAt: 1 },
      { ...model, path: '/store/0f', name: 'b', addedAt: 3 },
      { ...model, path: '/c.onnx', name: 'c', addedAt: 2 },
      { ...model, path: '/d.onnx', name: 'd', addedAt: 4, present: false },
    ]
    expect(recentModels(models, false).map(({ title }) => title)).toEqual(['b', 'c', 'a'])
    expect(recentModels(models, true).map(({ title }) => title)).toEqual(['c', 'a'])
  })

  it('offers a dataset with its split, once', () => {
    const set = { present: true, images: 1, annotations: null, root: '/coco' }
    const sources = recentSources([
      { ...set, id: '1', name: 'coco/val2017', addedAt: 2 },
      { ...set, id: '2', name: 'coco/val2017', addedAt: 1 },
      { ...set, id: '3', name: 'images', root: '/images', addedAt: 3 },
    ])
    expect(sources.map(({ value }) => value)).toEqual([
      { dir: '/images', split: '' },
      { dir: '/coco', split: 'val2017' },
    ])
  })
})
