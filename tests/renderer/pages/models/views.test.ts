import { describe, expect, it } from 'vitest'
import { categoryColour } from '../../../../src/renderer/components/images/category-colour.ts'
import { arrangeClasses } from '../../../../src/renderer/pages/models/dataset/class-counts.ts'
import { drawnBoxes } from '../../../../src/renderer/pages/models/dataset/image-boxes.ts'
import { layerRows } from '../../../../src/renderer/pages/models/model/layer-rows.ts'
import { portText } from '../../../../src/renderer/pages/models/model/port-text.ts'
import { previewVerdict, rangeOf } from '../../../../src/renderer/pages/models/model/preview-verdict.ts'
import { sortEntries } from '../../../../src/renderer/pages/models/sort-entries.ts'

const candidates = (chosen: number, ...scores: number[]) =>
  scores.map((score, index) => ({
    label: `RGB, ${index}`,
    color: 'rgb',
    scale: 1,
    score,
    chosen: index === chosen,
  }))

describe('previewVerdict', () => {
  it.each([
    ['right', candidates(0, 3, 2, 1)],
    ['right', candidates(0, 3, 3)],
    ['unclear', candidates(0, 3, 3.1)],
    ['wrong', candidates(1, 1, 3)],
    ['nothing', candidates(0, 0, 0)],
  ])('is %s', (verdict, list) => {
    expect(previewVerdict(list)).toBe(verdict)
  })

  it('knows the ranges of the labels', () => {
    const labels = ['BGR, 0–255', 'RGB, 0–1', 'RGB, ImageNet mean and deviation', 'RGB, something else']
    expect(labels.map((label) => rangeOf({ label }))).toEqual(['byte', 'unit', 'imagenet', 'own'])
  })
})

const layer = (name: string, op: string, macs: number | null) => ({
  name,
  block: name.split('.').slice(0, 2).join('.'),
  op,
  weightShape: [1],
  parameters: 1,
  macs,
  precision: 'float' as const,
})
const layers = [
  layer('model.10.conv', 'Conv', 5),
  layer('model.2.conv', 'Conv', null),
  layer('head', 'Gemm', 7),
]
const layerNames = (words: string, column: string | null, descending = false) =>
  layerRows(layers, words, column === null ? null : { column, descending }).map(({ name }) => name)

describe('layerRows', () => {
  it('keeps the order of the model unless another is asked for', () => {
    expect(layerNames('', null)).toEqual(['model.10.conv', 'model.2.conv', 'head'])
    expect(layerNames('', 'name')).toEqual(['head', 'model.2.conv', 'model.10.conv'])
    expect(layerNames('', 'macs', true)).toEqual(['head', 'model.10.conv', 'model.2.conv'])
    expect(layerNames('', 'op')).toEqual(['model.10.conv', 'model.2.conv', 'head'])
  })

  it('keeps layers with all words and their places', () => {
    expect(layerNames('CONV model.2', null)).toEqual(['model.2.conv'])
    expect(layerRows(layers, 'gemm', null)[0].place).toBe(2)
  })
})

describe('arrangeClasses', () => {
  const classes = [
    { id: 1, name: 'cat', boxes: 4, images: 2 },
    { id: 2, name: 'Dog', boxes: 9, images: 1 },
    { id: 3, name: 'bird', boxes: 4, images: 3 },
  ]
  const names = (words: string, column: string, descending: boolean) =>
    arrangeClasses(classes, words, { column, descending }).map(({ name }) => name)

  it('sorts by figure, equal ones by name', () => {
    expect(names('', 'boxes', true)).toEqual(['Dog', 'bird', 'cat'])
    expect(names('', 'images', false)).toEqual(['Dog', 'cat', 'bird'])
    expect(names('', 'name', false)).toEqual(['bird', 'cat', 'Dog'])
  })

  it('filters by words', () => {
    expect(names(' d', 'id', false)).toEqual(['Dog', 'bird'])
  })
})

describe('sortEntries', () => {
  it('sorts numbers as numbers and leaves the list itself alone', () => {
    const entries = [{ size: 10 }, { size: 9 }, { size: 100 }]
    const sorted = sortEntries(entries, { column: 'size', descending: true })
    expect(sorted.map(({ size }) => size)).toEqual([100, 10, 9])
    expect(entries[0].size).toBe(10)
    expect(sortEntries(entries, null)).toBe(entries)
  })
})

describe('drawnBoxes', () => {
  it('dashes crowds, names classes, and makes one strong', () => {
    const bbox: [number, number, number, number] = [1, 2, 3, 4]
    const boxes = [
      { bbox, category: 3, crowd: false },
      { bbox, category: 4, crowd: true },
    ]
    const drawn = drawnBoxes({ boxes }, (id) => `class ${id}`, 1)
    expect(drawn.map(({ label, dashed, strong }) => [label, dashed, strong])).toEqual([
      ['class 3', false, false],
      ['class 4', true, true],
    ])
    expect(drawn[0].colour).toBe(categoryColour(3))
  })

  it('has a colour for every category', () => {
    for (const category of [-1, 0, 7, 8, 90, 1e9]) expect(categoryColour(category)).toMatch(/^#[0-9a-f]{6}$/)
  })
})

describe('portText', () => {
  it('writes dimensions that are numbers, names or neither', () => {
    expect(portText({ name: 'images', type: 'float32', dims: ['batch', 3, null] })).toBe(
      'images float32 [batch, 3, ?]',
    )
    expect(portText({ name: 'out', type: 'float32', dims: null })).toBe('out float32')
  })
})
