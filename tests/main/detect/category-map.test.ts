import { describe, expect, it } from 'vitest'
import { readCocoGroundTruth } from '../../../src/main/data/coco-json.ts'
import { categoryMapFor } from '../../../src/main/detect/category-map.ts'
import { COCO_CLASSES } from '../../../src/main/detect/coco-classes.ts'
import { describeWithReference, reference } from '../../support/shared.ts'

const few = [
  { id: 3, name: 'car' },
  { id: 18, name: 'dog' },
  { id: 1, name: 'person' },
]
const detector = { classes: 3, classNames: null, labels: 'index' } as const

describe('categoryMapFor', () => {
  it('keeps the ids of detectors that give category ids', () => {
    const { categoryIds } = categoryMapFor({ ...detector, labels: 'category-id' }, few)
    expect(categoryIds).toHaveLength(19)
    expect([categoryIds[1], categoryIds[3], categoryIds[18]]).toEqual([1, 3, 18])
    expect(categoryIds[2]).toBeNaN()
  })

  it('maps by number and by name as the dataset side does', () => {
    expect([...categoryMapFor(detector, few).categoryIds]).toEqual([1, 3, 18])
    const named = { ...detector, classNames: ['dog', 'person', 'car'] }
    expect([...categoryMapFor(named, few).categoryIds]).toEqual([18, 1, 3])
  })

  it("takes the dataset's number of classes where the detector does not tell its own", () => {
    expect([...categoryMapFor({ ...detector, classes: null }, few).categoryIds]).toEqual([1, 3, 18])
  })

  it("takes 80 classes without names for COCO's where the dataset has fewer", () => {
    const { categoryIds } = categoryMapFor({ ...detector, classes: 80 }, few)
    const mapped = COCO_CLASSES.flatMap((name, index) =>
      Number.isNaN(categoryIds[index]) ? [] : [[name, categoryIds[index]]],
    )
    expect(mapped).toEqual([
      ['person', 1],
      ['car', 3],
      ['dog', 18],
    ])
  })

  it('fails where nothing fits', () => {
    expect(() => categoryMapFor({ ...detector, classes: 7 }, few)).toThrow(/model's 7 classes/)
  })
})

describeWithReference('coco-mini/annotations', 'COCO_CLASSES', () => {
  it("are COCO's own categories by ascending id", () => {
    const { groundTruth } = readCocoGroundTruth(reference('coco-mini/annotations/instances_val2017.json'))
    const ascending = groundTruth.categories.toSorted((a, b) => a.id - b.id)
    expect(COCO_CLASSES).toEqual(ascending.map(({ name }) => name))
  })
})
