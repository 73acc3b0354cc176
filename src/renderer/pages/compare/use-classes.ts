import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { ComparedClass } from '../../../shared/contract/comparison.ts'
import { ask } from '../../engine/ask.ts'
import { client, engine } from '../../engine/client.ts'
import type { ComparisonView } from './comparison-view.ts'

const idsOf = ({ comparison }: ComparisonView) => comparison.runs.map(({ id }) => id)

/** The runs' figures in each class. */
export function useClasses(view: () => ComparisonView) {
  return useQuery(computed(() => ask(engine.comparisons.classes, { ids: idsOf(view()) })))
}

/** The same once, for a report. */
export function readClasses(view: ComparisonView): Promise<ComparedClass[]> {
  return client.comparisons.classes({ ids: idsOf(view) })
}
