import type { Router } from 'vue-router'
import { RUN_BUNDLE_EXTENSION } from '../../shared/host-bridge.ts'
import { client } from '../engine/client.ts'
import { failureOf } from '../engine/failure.ts'
import { text } from '../i18n/i18n.ts'
import { useToasts } from '../stores/toasts.ts'

async function importBundle(router: Router, path: string): Promise<void> {
  const toasts = useToasts()
  try {
    const { imported, known } = await client.runs.importBundle({ path })
    toasts.show({ kind: 'done', title: text('shell.imported', { count: imported.length + known.length }) })
    const [first] = [...imported, ...known]
    if (first !== undefined) await router.push(`/runs/${first}`)
  } catch (error) {
    toasts.failure(failureOf(error))
  }
}

/** Shows what the user opened or dropped: bundles are imported, models and folders go to their page. */
export async function openPaths(router: Router, paths: readonly string[]): Promise<void> {
  const bundles = paths.filter((path) => path.endsWith(`.${RUN_BUNDLE_EXTENSION}`))
  for (const path of bundles) await importBundle(router, path)
  const other = paths.find((path) => !bundles.includes(path))
  if (other !== undefined) await router.push({ name: 'models', query: { open: other } })
}
