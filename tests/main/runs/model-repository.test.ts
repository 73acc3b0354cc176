import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/main/base/files.ts'
import { addDataset, temporaryStore } from './temporary-store.ts'

describe('ModelRepository', () => {
  it('knows a model by its content, at its latest place', () => {
    const store = temporaryStore()
    const hash = sha256('weights')
    const model = { sha256: hash, path: '/a/model.onnx', size: 7, name: 'model' }
    store.models.register({ ...model, family: 'yolov5', summary: { opset: 13 }, pinned: true })
    const again = store.models.register({ ...model, path: '/b/copy.onnx', name: 'copy' })
    expect(again).toMatchObject({ path: '/b/copy.onnx', name: 'copy', family: 'yolov5', pinned: true })
    expect(store.models.get(hash)).toEqual(again)
    expect(again.summary).toEqual({ opset: 13 })
    expect(store.models.list()).toEqual([again])
    expect(store.models.get(sha256('other'))).toBeUndefined()
  })

  it('refuses what is no SHA-256', () => {
    const model = { sha256: 'ABC', path: '/m', size: 1, name: 'm' }
    expect(() => temporaryStore().models.register(model)).toThrow(/CHECK/)
  })
})

describe('DatasetRepository', () => {
  it('knows the same list at the same place, and tells others apart', () => {
    const store = temporaryStore()
    const dataset = { name: 'val2017', root: '/coco', images: 79, listSha256: sha256('list') }
    const one = store.datasets.register({
      ...dataset,
      annotations: '/coco/a.json',
      annotationsSha256: sha256('a'),
    })
    const same = store.datasets.register({
      ...dataset,
      annotations: '/moved.json',
      annotationsSha256: sha256('a'),
    })
    const other = store.datasets.register(dataset)
    expect(same.id).toBe(one.id)
    expect(store.datasets.get(one.id)).toMatchObject({
      annotations: '/moved.json',
      images: 79,
      pinned: false,
    })
    expect(other).toMatchObject({ annotations: null, annotationsSha256: null })
    expect(store.datasets.list()).toHaveLength(2)
    expect(store.datasets.get('none')).toBeUndefined()
  })

  it('gives the same id in every store', () => {
    expect(addDataset(temporaryStore())).toBe(addDataset(temporaryStore()))
  })
})
