import { describe, expect, it } from 'vitest'
import {
  addressOf,
  experimentQuery,
  sourceOf,
  sourceOfEntry,
} from '../../../../src/renderer/pages/models/dataset/dataset-source.ts'
import { openedPath } from '../../../../src/renderer/pages/models/opened-path.ts'

describe('sourceOf', () => {
  it('reads back what addressOf wrote', () => {
    for (const source of [
      { dir: '/data/coco' },
      { dir: '/data/coco', split: 'val2017' },
      { annotations: '/data/a.json', images: '/data/images' },
    ])
      expect(sourceOf(addressOf(source))).toEqual(source)
  })

  it('names nothing without a folder or with half of a pair', () => {
    expect(sourceOf({ dataset: '', split: 'val', annotations: '', images: '' })).toBeNull()
    expect(sourceOf({ dataset: '', split: '', annotations: '/a.json', images: '' })).toBeNull()
  })
})

describe('sourceOfEntry', () => {
  it.each([
    ['coco/val2017', '/data/coco', { dir: '/data/coco', split: 'val2017' }],
    ['coco', '/data/coco', { dir: '/data/coco' }],
    ['coco/val', 'C:\\data\\coco', { dir: 'C:\\data\\coco', split: 'val' }],
    ['other/val', '/data/coco', { dir: '/data/coco' }],
  ])('finds the split in the name %s below %s', (name, root, source) => {
    expect(sourceOfEntry({ name, root })).toEqual(source)
  })
})

describe('experimentQuery', () => {
  it('says for what the dataset is to be used', () => {
    expect(experimentQuery({ dir: '/d', split: 'val' }, 'data')).toEqual({ data: '/d', dataSplit: 'val' })
    expect(experimentQuery({ dir: '/d' }, 'calib')).toEqual({ calib: '/d' })
    expect(experimentQuery({ annotations: '/a.json', images: '/i' }, 'data')).toEqual({
      dataAnnotations: '/a.json',
      dataImages: '/i',
    })
  })
})

describe('openedPath', () => {
  it('tells models from data by the ending', () => {
    expect(openedPath('/m/a.ONNX')).toEqual({ tab: 'models', model: '/m/a.ONNX' })
    expect(openedPath('/data/coco')).toEqual({ tab: 'datasets', dataset: '/data/coco' })
  })
})
