import type { Router } from 'vue-router'
import type { Job } from '../../shared/contract/job.ts'
import { useText } from '../i18n/i18n.ts'
import { phrase } from '../i18n/phrases/phrase.ts'
import { useJobs } from '../stores/jobs.ts'
import { useToasts } from '../stores/toasts.ts'

/** Tells of jobs that end while their page is not looked at. */
export function useJobNotices(router: Router): void {
  const { t } = useText()
  const toasts = useToasts()

  useJobs().onEnd((job: Job) => {
    const { id, state, title, error } = job
    if (state === 'cancelled' || router.currentRoute.value.params.id === id) return
    const done = state === 'done'
    toasts.show({
      kind: done ? 'done' : 'failed',
      title: t(done ? 'shell.jobDone' : 'shell.jobFailed', { title: phrase('job', title) }),
      body: error === null ? '' : `${error.code}: ${phrase('failure', error.message)}`,
      action: { label: t('shell.showJob'), run: () => void router.push(`/jobs/${id}`) },
    })
  })
}
