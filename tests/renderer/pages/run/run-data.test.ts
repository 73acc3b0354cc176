import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../../src/shared/contract/run.ts'
import { groupMetrics } from '../../../../src/renderer/pages/run/metric-groups.ts'
import { NO_REFERENCE, referenceOf } from '../../../../src/renderer/pages/run/reference.ts'
import { tabsOf } from '../../../../src/renderer/pages/run/run-tabs.ts'
import { seriesPanels } from '../../../../src/renderer/pages/run/series-panels.ts'
import { settingRows } from '../../../../src/renderer/pages/run/setting-rows.ts'
import { shortName } from '../../../../src/renderer/pages/run/short-name.ts'
import { fakeRuns } from '../../support/fake-data.ts'

const metric = (name: string, unit = '') => ({ name, unit, value: 1, better: null })

describe('groupMetrics', () => {
  it('puts figures under what they tell, in the order of the field', () => {
    const groups = groupMetrics([
      metric('APs'),
      metric('AP'),
      metric('agreement'),
      metric('latency p50', 'ms'),
      metric('FPS'),
      metric('error Cls'),
      metric('training wall', 'ms'),
      metric('evaluation wall', 'ms'),
      metric('AP of the parent'),
      metric('something'),
    ])
    expect(groups.map(({ group, metrics }) => [group, metrics.map(({ name }) => name)])).toEqual([
      ['accuracy', ['AP', 'APs']],
      ['speed', ['FPS', 'latency p50']],
      ['agreement', ['agreement']],
      ['training', ['training wall', 'AP of the parent']],
      ['timing', ['evaluation wall']],
      ['other', ['something']],
    ])
  })
})

describe('referenceOf', () => {
  const [template] = fakeRuns(6)
  const run = (id: string, kind: RunSummary['kind']): RunSummary => ({ ...template, id, kind })
  const ancestors = [run('ptq', 'ptq'), run('float', 'fp32')]

  it('is the float model unless another one is asked for', () => {
    expect(referenceOf({ ancestors }, '')?.id).toBe('float')
    expect(referenceOf({ ancestors }, 'ptq')?.id).toBe('ptq')
    expect(referenceOf({ ancestors }, 'gone')?.id).toBe('float')
    expect(referenceOf({ ancestors: [run('ptq', 'ptq')] }, '')?.id).toBe('ptq')
  })

  it('is nothing where there is none, or none is wanted', () => {
    expect(referenceOf({ ancestors: [] }, '')).toBeNull()
    expect(referenceOf({ ancestors }, NO_REFERENCE)).toBeNull()
  })
})

describe('shortName', () => {
  const model = { sha256: '', name: 'yolov5n.onnx', family: null, path: '' }

  it('leaves the model out where another word is left', () => {
    expect(shortName({ name: 'yolov5n.onnx ptq:max', model, kind: 'ptq' })).toBe('ptq:max')
    expect(shortName({ name: 'yolov5n.onnx', model, kind: 'fp32' })).toBe('yolov5n.onnx')
    expect(shortName({ name: 'mine', model, kind: 'ptq' })).toBe('mine')
    expect(shortName({ name: 'mine', model: null, kind: 'ptq' })).toBe('mine')
    expect(shortName({ name: 'yolov5n.onnx on coco', model, kind: 'main' })).toBe('yolov5n.onnx on coco')
  })
})

describe('tabsOf', () => {
  it('offers an experiment no figures of its own', () => {
    const ids = (kind: RunSummary['kind']) => tabsOf({ kind, classes: [], artifacts: [] }).map(({ id }) => id)
    expect(ids('main')).toEqual(['summary', 'files', 'log', 'settings'])
    expect(ids('ptq')).toContain('gallery')
  })
})

describe('settingRows', () => {
  it('marks what the reference had otherwise, inner settings by their path', () => {
    const rows = settingRows(
      { batch: 8, recipe: { method: 'mse', exclude: ['a', 'b'] } },
      { batch: 8, recipe: { method: 'max' }, extra: true },
    )
    expect(rows).toEqual([
      { name: 'batch', value: '8' },
      { name: 'recipe.method', value: 'mse', reference: 'max' },
      { name: 'recipe.exclude', value: 'a, b', reference: '–' },
      { name: 'extra', value: '–', reference: 'true' },
    ])
  })

  it('marks nothing without a reference', () => {
    expect(settingRows({ none: null, empty: [] }, null)).toEqual([
      { name: 'none', value: '–' },
      { name: 'empty', value: '–' },
    ])
  })
})

describe('seriesPanels', () => {
  const series = (name: string, points: number) => ({
    name,
    steps: Array.from({ length: points }, (_, step) => step),
    values: Array.from({ length: points }, () => 1),
    times: Array.from({ length: points }, () => null),
  })

  it('draws what belongs together over each other, and takes units out of names', () => {
    const { training, other } = seriesPanels([
      series('epoch loss', 2),
      series('loss', 4),
      series('AP', 0),
      series('validation loss (nats)', 3),
    ])
    expect(training.map(({ id, series: own }) => [id, own.map(({ name }) => name)])).toEqual([
      ['loss', ['loss', 'epoch loss']],
    ])
    expect(other.map(({ unit, series: [{ name }] }) => [name, unit])).toEqual([['validation loss', 'nats']])
  })
})
