import { QuantbenchError } from '../base/errors.ts'
import { parseClassNames } from './class-names.ts'
import { ProblemList, type DatasetProblem } from './dataset-problems.ts'
import type { Category } from './ground-truth.ts'

/** Which category of a dataset each class of a model stands for. */
export interface ClassMap {
  /** Category id by class index; NaN where the dataset has no such category. */
  readonly categoryIds: Float64Array
  /** How it was found, to be shown. */
  readonly reason: string
  readonly problems: readonly DatasetProblem[]
}

/** Darknet's names for six of COCO's classes. */
const SYNONYMS: Record<string, string> = {
  aeroplane: 'airplane',
  motorbike: 'motorcycle',
  sofa: 'couch',
  tvmonitor: 'tv',
  hairdryer: 'hairdrier',
  doughnut: 'donut',
}

/** Names that exporters make up: `class3`, `3`. */
const MADE_UP = /^(?:class)?[\s_-]*\d+$/i

/**
 * Maps the classes of a model to the categories of a dataset: by the names that the model carries (upper case, spaces,
 * hyphens and underscores do not count); else, with as many classes as categories, in the order of category ids (COCO: 80
 * classes, ids up to 90); else by index where the model counts through the ids (COCO: 91 outputs with 0 for
 * background, or 90 from id 1). Categories without names of their own are taken as class indices.
 * @param modelNames names by class index, or the text of the `names` metadata, or null.
 * Throws DATASET_INVALID where nothing fits.
 */
export function mapClasses(
  classCount: number,
  modelNames: readonly string[] | string | null,
  categories: readonly Category[],
): ClassMap {
  const problems = new ProblemList()
  const names = usableNames(classCount, modelNames, problems)
  const byName = names === null ? null : mapByName(names, categories)
  const found = byName ?? mapByCount(classCount, categories)
  if (found === null) throw unmappable(classCount, names, categories)
  if (byName === null && names !== null && !categories.every(({ name }) => MADE_UP.test(name))) {
    problems.addMany('names-differ', classCount, `${names[0]}, … against ${categories[0].name}, …`)
  }
  noteUnmapped(found.categoryIds, names, categories, problems)
  return { ...found, problems: problems.toArray() }
}

type Mapping = Pick<ClassMap, 'categoryIds' | 'reason'>

/** The model's names, unless they are absent, made up, or do not belong to its outputs. */
function usableNames(
  classCount: number,
  modelNames: readonly string[] | string | null,
  problems: ProblemList,
): readonly string[] | null {
  if (modelNames === null) return null
  const names = typeof modelNames === 'string' ? parseClassNames(modelNames) : modelNames
  if (names === null) {
    problems.add(
      'names-unreadable',
      `expected {0: 'name', …}, got ${JSON.stringify(modelNames.slice(0, 40))}`,
    )
  } else if (names.length !== classCount) {
    problems.add('names-unreadable', `expected ${classCount}, one a class, got ${names.length}`)
  } else if (!names.every((name) => MADE_UP.test(name))) return names
  return null
}

function normalised(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[\s_-]+/g, '')
  return SYNONYMS[plain] ?? plain
}

function mapByName(names: readonly string[], categories: readonly Category[]): Mapping | null {
  const idByName = new Map<string, number>()
  for (const { id, name } of categories) {
    if (!idByName.has(normalised(name))) idByName.set(normalised(name), id)
  }
  const categoryIds = Float64Array.from(names, (name) => idByName.get(normalised(name)) ?? NaN)
  const matched = categoryIds.filter((id) => !Number.isNaN(id)).length
  if (matched === 0) return null
  return { categoryIds, reason: `${matched} of ${names.length} classes by the names in the model` }
}

function mapByCount(classCount: number, categories: readonly Category[]): Mapping | null {
  if (categories.length === 0) return null
  const ids = categories.map(({ id }) => id).sort((a, b) => a - b)
  const known = new Set(ids)
  const last = ids[ids.length - 1]
  const byIndex = (offset: number): Float64Array =>
    Float64Array.from({ length: classCount }, (_, index) =>
      known.has(index + offset) ? index + offset : NaN,
    )
  if (ids.length === classCount) {
    return {
      categoryIds: Float64Array.from(ids),
      reason: `${classCount} classes in the order of the category ids`,
    }
  }
  const unnamed = categories.every(({ name }) => MADE_UP.test(name))
  if (unnamed && ids[0] === 0 && last < classCount) {
    return { categoryIds: byIndex(0), reason: 'the categories have no names; their ids are class indices' }
  }
  if (classCount === last + 1)
    return { categoryIds: byIndex(0), reason: `class index = category id, up to ${last}` }
  if (classCount === last)
    return { categoryIds: byIndex(1), reason: `class index + 1 = category id, up to ${last}` }
  return null
}

function noteUnmapped(
  categoryIds: Float64Array,
  names: readonly string[] | null,
  categories: readonly Category[],
  problems: ProblemList,
): void {
  const mapped = new Set(categoryIds)
  for (const { id, name } of categories) if (!mapped.has(id)) problems.add('category-not-predicted', name)
  categoryIds.forEach((id, index) => {
    if (Number.isNaN(id)) problems.add('class-without-category', names?.[index] ?? `class ${index}`)
  })
}

function unmappable(
  classCount: number,
  names: readonly string[] | null,
  categories: readonly Category[],
): QuantbenchError {
  const largest = categories.reduce((most, { id }) => Math.max(most, id), 0)
  const counts =
    categories.length === 0 ? 'no categories' : `${categories.length} categories with ids up to ${largest}`
  const carried = names === null ? 'no usable class names' : `names such as "${names[0]}" that match none`
  return new QuantbenchError(
    'DATASET_INVALID',
    `Expected categories for the model's ${classCount} classes, got ${counts}, and a model with ${carried}`,
    { wayOut: 'Use the dataset whose classes the model was trained on, or give the model its class names.' },
  )
}
