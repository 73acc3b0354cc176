import { describe, expect, it } from 'vitest'
import { wholeDatasets } from '../../../src/main/api/whole-datasets.ts'

const entry = (id: string, root: string, images: number, annotations: string | null = null) => ({
  ...{ id, root, images, annotations },
  ...{ name: 'coco/val2017', present: true, addedAt: 0 },
})

describe('wholeDatasets', () => {
  it('leaves out the first images of a dataset that is there whole', () => {
    const list = [
      entry('few', '/coco', 24, '/coco/a.json'),
      entry('all', '/coco', 5000, '/coco/a.json'),
      entry('other annotations', '/coco', 24, '/coco/b.json'),
      entry('folder', '/images', 3),
      entry('other folder', '/more', 2),
    ]
    expect(wholeDatasets(list).map(({ id }) => id)).toEqual([
      'all',
      'other annotations',
      'folder',
      'other folder',
    ])
  })

  it('keeps what has only ever been used in part', () => {
    expect(wholeDatasets([entry('few', '/coco', 24)])).toHaveLength(1)
  })
})
