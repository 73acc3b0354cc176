import { describe, expect, it } from 'vitest'
import { mapClasses } from '../../../src/main/data/class-map.ts'
import { readCocoGroundTruth } from '../../../src/main/data/coco-json.ts'
import type { Category } from '../../../src/main/data/ground-truth.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { errorOf } from './error-of.ts'

const categories = (...names: string[]): Category[] =>
  names.map((name, index) => ({ id: 3 * index + 5, name }))
const kinds = (map: ReturnType<typeof mapClasses>): string[] => map.problems.map(({ kind }) => kind)

describe('mapClasses', () => {
  it('goes by the names in the model first', () => {
    const map = mapClasses(4, "{0: 'Traffic-Light', 1: 'cat', 2: 'sofa', 3: 'yeti'}", [
      { id: 9, name: 'couch' },
      { id: 2, name: 'traffic light' },
      { id: 4, name: 'cat' },
      { id: 7, name: 'dog' },
    ])
    expect([...map.categoryIds]).toEqual([2, 4, 9, NaN])
    expect(map.reason).toBe('3 of 4 classes by the names in the model')
    expect(map.problems.map(({ kind, level, examples }) => ({ kind, level, examples }))).toEqual([
      { kind: 'category-not-predicted', level: 'problem', examples: ['dog'] },
      { kind: 'class-without-category', level: 'info', examples: ['yeti'] },
    ])
  })

  it('takes the first of two categories of one name', () => {
    expect([
      ...mapClasses(
        1,
        ['cat'],
        [
          { id: 4, name: 'cat' },
          { id: 5, name: 'CAT' },
        ],
      ).categoryIds,
    ]).toEqual([4])
  })

  it('takes categories in the order of their ids when the counts are equal', () => {
    const map = mapClasses(3, null, [...categories('a', 'b', 'c')].reverse())
    expect([...map.categoryIds]).toEqual([5, 8, 11])
    expect(map.problems).toEqual([])
  })

  it('does not trust made-up names, nor those of another count, nor other text', () => {
    const made = mapClasses(2, ['class0', 'class 1'], categories('a', 'b'))
    expect([...made.categoryIds]).toEqual([5, 8])
    expect(kinds(made)).toEqual([])
    expect(kinds(mapClasses(2, ['b', 'a', 'c'], categories('a', 'b')))).toEqual(['names-unreadable'])
    expect([...mapClasses(2, ['b', 'a', 'c'], categories('a', 'b')).categoryIds]).toEqual([5, 8])
    expect(kinds(mapClasses(2, 'a,b', categories('a', 'b')))).toEqual(['names-unreadable'])
  })

  it('says so when names match nothing and only the order is left', () => {
    const map = mapClasses(2, ['Katze', 'Hund'], categories('cat', 'dog'))
    expect([...map.categoryIds]).toEqual([5, 8])
    expect(kinds(map)).toEqual(['names-differ'])
  })

  it('takes ids of categories without names as class indices', () => {
    const unnamed = [0, 1, 2].map((id) => ({ id, name: `class ${id}` }))
    const map = mapClasses(5, ['a', 'b', 'c', 'd', 'e'], unnamed)
    expect([...map.categoryIds]).toEqual([0, 1, 2, NaN, NaN])
    expect(kinds(map)).toEqual(['class-without-category'])
  })

  it.each([
    [81, null, '2 categories with ids up to 8, and a model with no usable class names'],
    [3, ['x', 'y', 'z'], 'names such as "x" that match none'],
  ])('refuses %i classes for two categories', async (count, names, message) => {
    const error = await errorOf(() => mapClasses(count, names, categories('a', 'b')))
    expect(error.code).toBe('DATASET_INVALID')
    expect(error.message).toContain(message)
  })

  it('refuses a dataset without categories', async () => {
    expect((await errorOf(() => mapClasses(1, null, []))).message).toContain('got no categories')
    expect((await errorOf(() => mapClasses(1, ['a'], []))).message).toContain('got no categories')
  })
})

describeWithReference('coco-mini', "COCO's categories", () => {
  const coco = readCocoGroundTruth(reference('coco-mini/annotations/instances_val2017.json')).groundTruth
    .categories

  it('stand for 80 classes in the order of ids', () => {
    const map = mapClasses(80, null, coco)
    expect([map.categoryIds[0], map.categoryIds[11], map.categoryIds[79]]).toEqual([1, 13, 90])
    expect(map.problems).toEqual([])
    const byName = mapClasses(
      80,
      coco.map(({ name }) => name),
      coco,
    )
    expect(byName.categoryIds).toEqual(map.categoryIds)
  })

  it('stand for 91 outputs by index and for 90 by index + 1', () => {
    for (const [count, offset] of [
      [91, 0],
      [90, 1],
    ]) {
      const map = mapClasses(count, null, coco)
      const ids = map.categoryIds
      expect([ids[1 - offset], ids[90 - offset], ids[12 - offset]]).toEqual([1, 90, NaN])
      expect(map.problems.map(({ kind, count: cases }) => [kind, cases])).toEqual([
        ['class-without-category', count - 80],
      ])
    }
  })
})
