import type { Page } from 'playwright-core'
import type { Subjects } from './home.ts'
import type { ShownJobs } from './jobs.ts'

/** A view of the workbench that is photographed. */
export interface View {
  readonly name: string
  readonly path: string
  /** Opens what no address leads to, where the page is in place. */
  readonly open?: (page: Page) => Promise<unknown>
}

function address(path: string, query: Record<string, string> = {}): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? path : `${path}?${text}`
}

/** Every page with something in it. */
export function filledViews(subjects: Subjects): View[] {
  const { model, data, quantizedModel, runs, compared } = subjects
  const run = (kind: string) => runs.get(kind) ?? ''
  const [float] = compared
  const quantized = run('ptq')
  const gallery = { tab: 'gallery', with: float }
  const comparison = address('/compare', { runs: compared.join(','), baseline: float })
  return [
    { name: 'home', path: '/' },
    { name: 'models', path: '/models' },
    { name: 'model', path: address('/models', { tab: 'models', model }) },
    { name: 'model-layers', path: address('/models', { tab: 'models', model, view: 'layers' }) },
    { name: 'model-advice', path: address('/models', { tab: 'models', model, view: 'advice' }) },
    { name: 'datasets', path: address('/models', { tab: 'datasets' }) },
    { name: 'dataset', path: address('/models', { tab: 'datasets', dataset: data }) },
    { name: 'dataset-images', path: address('/models', { tab: 'datasets', dataset: data, view: 'images' }) },
    { name: 'experiment', path: address('/experiments', { model, data }) },
    { name: 'experiment-search', path: address('/experiments', { kind: 'sensitivity', model, data }) },
    { name: 'runs', path: '/runs' },
    { name: 'runs-by-model', path: '/runs?group=model' },
    { name: 'runs-chosen', path: '/runs', open: chooseTwoRuns },
    { name: 'run', path: `/runs/${quantized}` },
    ...['classes', 'confusion', 'curves', 'files', 'log', 'settings'].map((tab) => ({
      name: `run-${tab}`,
      path: address(`/runs/${quantized}`, { tab }),
    })),
    { name: 'run-gallery', path: address(`/runs/${quantized}`, gallery) },
    { name: 'run-series', path: address(`/runs/${run('qat')}`, { tab: 'series' }) },
    { name: 'run-main', path: `/runs/${run('main')}` },
    { name: 'run-sensitivity', path: address(`/runs/${run('sensitivity')}`, { tab: 'sensitivity' }) },
    { name: 'run-search', path: address(`/runs/${run('search')}`, { tab: 'search' }) },
    { name: 'compare', path: comparison },
    // By the links of the page, as they follow each other.
    ...['classes', 'curves', 'layers'].map((section, index) => ({
      name: `compare-${section}`,
      path: comparison,
      open: (page: Page) =>
        page
          .locator('#page nav button')
          .nth(4 + index)
          .click(),
    })),
    { name: 'layers', path: `/runs/${quantized}/layers` },
    { name: 'tensor', path: address(`/runs/${quantized}/layers`, { tensor: '/model.1/act/Mul_output_0' }) },
    { name: 'graph', path: address('/graphs', { run: quantized }) },
    { name: 'graph-pair', path: address('/graphs', { path: model, 'with-run': quantized }) },
    { name: 'engine-forecast', path: address('/engines', { model: quantizedModel, part: 'forecast' }) },
    ...engineViews(subjects),
    ...['scale', 'granularity', 'fixed', 'calibrators'].map((part) => ({
      name: `learn-${part}`,
      path: address('/learn', { part }),
    })),
    { name: 'settings', path: '/settings' },
    { name: 'palette', path: '/runs', open: (page) => page.keyboard.press('Control+k') },
    { name: 'keys', path: '/runs', open: (page) => page.keyboard.press('?') },
  ]
}

async function chooseTwoRuns(page: Page): Promise<void> {
  for (const at of [1, 2]) await page.getByRole('main').getByRole('checkbox').nth(at).check()
}

/** Jobs in every state, while one of them is at work. */
export function jobViews({ done, failed, running }: ShownJobs): View[] {
  return [
    { name: 'jobs', path: '/jobs' },
    { name: 'job-running', path: `/jobs/${running}` },
    { name: 'job-done', path: `/jobs/${done}` },
    { name: 'job-failed', path: `/jobs/${failed}` },
    { name: 'home-busy', path: '/' },
  ]
}

function engineViews({ engines }: Subjects): View[] {
  const [first, second] = engines
  if (first === undefined || second === undefined) return []
  const pair = { ...first, withLayers: second.layers, withProfile: second.profile }
  return [
    ...['report', 'reformats', 'layers'].map((part) => ({
      name: `engine-${part}`,
      path: address('/engines', { ...first, part }),
    })),
    { name: 'engine-diff', path: address('/engines', { ...pair, part: 'diff' }) },
    { name: 'engine-graph', path: address('/graphs', { ...first }) },
  ]
}

/** The same pages before there is anything, and where something is not to be had. */
export const BARE_VIEWS: readonly View[] = [
  ...['/', '/models', '/experiments', '/jobs', '/runs', '/compare', '/graphs', '/engines'].map((path) => ({
    name: `empty-${path.slice(1) || 'home'}`,
    path,
  })),
  { name: 'error-run', path: '/runs/nowhere' },
  { name: 'error-model', path: address('/models', { tab: 'models', model: '/nowhere/detector.onnx' }) },
  { name: 'error-dataset', path: address('/models', { tab: 'datasets', dataset: '/nowhere/coco' }) },
  { name: 'error-graph', path: address('/graphs', { path: '/nowhere/detector.onnx' }) },
  { name: 'error-compare', path: address('/compare', { runs: 'nowhere,neither' }) },
]
