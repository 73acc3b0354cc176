import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RUN_TABS } from '../../src/renderer/pages/run/run-tabs.ts'
import type { FilledHome } from './filled-home.ts'

const ROUTER = join(import.meta.dirname, '../../src/renderer/router.ts')

/** Addresses of the router, as `/runs/:id`, that stand for a page of their own. */
export function routePaths(): string[] {
  const paths = [...readFileSync(ROUTER, 'utf8').matchAll(/\bpath: '([^']+)',\n/g)]
  return paths.map(([, path]) => path)
}

const query = (path: string, values: Record<string, string>) =>
  `${path}?${new URLSearchParams(values).toString()}`

/**
 * For each route its views that have something to show in a filled home. A route that is missing here is a page that
 * nobody looks at, which a test says.
 */
export const PAGE_ADDRESSES: Readonly<Record<string, (home: FilledHome) => string[]>> = {
  '/': () => ['/'],
  '/models': ({ model, data }) => [
    '/models',
    ...['overview', 'layers', 'runs'].map((view) => query('/models', { tab: 'models', model, view })),
    '/models?tab=datasets',
    query('/models', { tab: 'datasets', dataset: data, check: '1' }),
    query('/models', { tab: 'datasets', dataset: data, view: 'images' }),
  ],
  '/experiments': ({ model, data }) => [
    query('/experiments', { model, data }),
    ...['demo', 'ptq', 'qat', 'sensitivity', 'trtexec'].map((kind) => query('/experiments', { kind, model })),
  ],
  '/jobs/:id?': ({ jobs }) => jobs.map((job) => `/jobs/${job}`),
  '/runs': () => ['/runs', '/runs?group=model', '/runs?text=nothing+is+called+so'],
  '/runs/:id': ({ runs }) => [
    ...RUN_TABS.map((tab) => query(`/runs/${runs.get('ptq') ?? ''}`, { tab })),
    ...['main', 'qat', 'engine', 'sensitivity', 'benchmark'].map((kind) => `/runs/${runs.get(kind) ?? ''}`),
    '/runs/no-such-run',
  ],
  '/runs/:id/layers': ({ runs }) => [
    `/runs/${runs.get('ptq') ?? ''}/layers`,
    query(`/runs/${runs.get('ptq') ?? ''}/layers`, { layer: 'model.0.conv' }),
  ],
  '/compare': ({ compared }) => ['/compare', query('/compare', { runs: compared.join(',') })],
  '/graphs': ({ model, runs }) => [
    '/graphs',
    query('/graphs', { path: model }),
    query('/graphs', { path: model, 'with-run': runs.get('ptq') ?? '' }),
  ],
  '/engines': ({ runs }) => ['/engines', query('/engines', { run: runs.get('engine') ?? '' })],
  '/learn': () => ['/learn'],
  '/settings': () => ['/settings'],
}
