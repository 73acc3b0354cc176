import type { RouteLocationRaw } from 'vue-router'
import type { ComparisonView } from './comparison-view.ts'
import { chiefFirst } from './comparison-view.ts'

/** As many as the gallery shows side by side. */
const MOST_IN_GALLERY = 4

/** The gallery of some runs, the first being what the others are held against; of one class where it is given. */
export function galleryRoute(ids: readonly string[], category?: number): RouteLocationRaw {
  const runs = ids.slice(0, MOST_IN_GALLERY)
  return {
    path: `/runs/${runs.at(1) ?? runs[0]}`,
    query: {
      tab: 'gallery',
      runs: runs.join(','),
      show: 'changed',
      ...(category === undefined ? {} : { category: String(category) }),
    },
  }
}

const HAS_IMAGES = ['fp32', 'fp16', 'ptq', 'qat', 'evaluation', 'engine']

/** The baseline, what is recommended, and others up to what the gallery shows. */
export function galleryRuns(view: ComparisonView): string[] {
  return chiefFirst(view)
    .map((index) => view.comparison.runs[index])
    .filter(({ kind }) => HAS_IMAGES.includes(kind))
    .map(({ id }) => id)
    .slice(0, MOST_IN_GALLERY)
}
