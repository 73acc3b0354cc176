import { mapClasses, type ClassMap } from '../data/class-map.ts'
import type { Category } from '../data/ground-truth.ts'
import { COCO_CLASSES } from './coco-classes.ts'
import type { Recognition } from './family.ts'

/** What is known of a detector's classes. */
export interface DetectorClasses extends Pick<Recognition, 'classes' | 'labels'> {
  readonly classNames: readonly string[] | null
}

/**
 * Which category of a dataset each class number of a detector is; see mapClasses. Beyond what that can tell from
 * names and numbers: detectors that give category ids keep them, those that do not tell how many classes they have are
 * taken to have the dataset's, and 80 classes without names are COCO's where the dataset has another number of
 * categories. Throws DATASET_INVALID where nothing fits.
 */
export function categoryMapFor(detector: DetectorClasses, categories: readonly Category[]): ClassMap {
  const { classes, classNames, labels } = detector
  if (labels === 'category-id') return sameIds(categories)
  const count = classes ?? classNames?.length ?? categories.length
  const unnamedCoco = classNames === null && count === COCO_CLASSES.length && categories.length !== count
  return mapClasses(count, unnamedCoco ? COCO_CLASSES : classNames, categories)
}

function sameIds(categories: readonly Category[]): ClassMap {
  const highest = categories.reduce((most, { id }) => Math.max(most, id), -1)
  const categoryIds = new Float64Array(highest + 1).fill(NaN)
  for (const { id } of categories) categoryIds[id] = id
  return { categoryIds, reason: 'the model gives category ids', problems: [] }
}
