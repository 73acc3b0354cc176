import { computed } from 'vue'
import type { z } from 'zod'
import type { planSchema } from '../../../shared/contract/experiment.ts'
import type { KeyValueRow } from '../../components/KeyValue.vue'
import { useText } from '../../i18n/i18n.ts'
import { useFormat } from '../../i18n/use-format.ts'

type Plan = z.infer<typeof planSchema>

/** What is known of a plan before it is started. */
export function usePlanRows(plan: () => Plan | undefined) {
  const { t } = useText()
  const format = useFormat()

  function estimateText({ estimate }: Plan): string {
    if (estimate === null) return t('experiments.plan.noEstimate')
    const { seconds, jobs, alike } = estimate
    const from = t(alike ? 'experiments.plan.fromAlike' : 'experiments.plan.fromKind', { count: jobs })
    return `${format.duration(seconds)} · ${from}`
  }

  return computed((): KeyValueRow[] => {
    const now = plan()
    if (now === undefined) return []
    return [
      { key: 'estimate', name: t('experiments.plan.estimate'), value: estimateText(now) },
      {
        key: 'device',
        name: t('experiments.plan.runsOn'),
        value: t(now.gpu ? 'experiments.plan.onGpu' : 'experiments.plan.onCpu'),
      },
      {
        key: 'resumable',
        name: t('experiments.plan.resumes'),
        value: t(now.resumable ? 'common.yes' : 'common.no'),
      },
    ]
  })
}
