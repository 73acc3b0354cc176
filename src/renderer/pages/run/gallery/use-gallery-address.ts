import { computed } from 'vue'
import type { RunDetail } from '../../../../shared/contract/run.ts'
import { useAddress } from '../../../components/use-address.ts'

export const GALLERY_FILTERS = ['all', 'changed', 'lost', 'gained', 'moved', 'reclassified'] as const
export const GALLERY_SORTS = ['damage', 'order'] as const
export const GALLERY_VIEWS = ['side', 'slider'] as const

/** What detections need to be drawn until somebody chooses otherwise. */
const CONFIDENCE = 0.25
export const LEAST_CONFIDENCE = 0.01
/** As many as the engine holds against each other. */
export const MOST_RUNS = 4

function oneOf<Value extends string>(values: readonly Value[], asked: string, otherwise: Value): Value {
  return values.find((value) => value === asked) ?? otherwise
}

function numberIn(text: string): number | null {
  const value = Number(text)
  return text.trim() === '' || !Number.isFinite(value) ? null : value
}

/** A run beside what it is measured against; a float model beside the first that was made from it. */
export function defaultRuns(
  run: Pick<RunDetail, 'id' | 'descendants'>,
  reference: Pick<RunDetail, 'id'> | null,
): string[] {
  if (reference !== null) return [reference.id, run.id]
  const made = run.descendants.find(({ kind, status }) => status === 'done' && kind !== 'benchmark')
  return made === undefined ? [run.id] : [run.id, made.id]
}

/** Everything that the gallery's view depends on, in the address. */
export function useGalleryAddress(
  run: () => Pick<RunDetail, 'id' | 'descendants'>,
  reference: () => Pick<RunDetail, 'id'> | null,
) {
  const { read, write } = useAddress()
  const runs = computed({
    get: () => {
      const asked = [...new Set(read('runs').split(',').filter(Boolean))].slice(0, MOST_RUNS)
      return asked.length > 0 ? asked : defaultRuns(run(), reference())
    },
    set: (ids) => write({ runs: ids.join(',') }),
  })
  const confidence = computed({
    get: () => Math.min(1, Math.max(0, numberIn(read('confidence')) ?? CONFIDENCE)),
    set: (value) => write({ confidence: value === CONFIDENCE ? null : String(value) }),
  })
  const show = computed({
    get: () => oneOf(GALLERY_FILTERS, read('show'), 'all'),
    set: (value) => write({ show: value === 'all' ? null : value, image: null }),
  })
  const sort = computed({
    get: () => oneOf(GALLERY_SORTS, read('sort'), 'damage'),
    set: (value) => write({ sort: value === 'damage' ? null : value }),
  })
  const view = computed({
    get: () => oneOf(GALLERY_VIEWS, read('view'), 'side'),
    set: (value) => write({ view: value === 'side' ? null : value }),
  })
  const category = computed({
    get: () => numberIn(read('category')),
    set: (value) => write({ category: value === null ? null : String(value), image: null }),
  })
  const image = computed({
    get: () => numberIn(read('image')),
    set: (value) => write({ image: value === null ? null : String(value) }),
  })
  return { runs, confidence, show, sort, view, category, image }
}
