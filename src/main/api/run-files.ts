import { existsSync } from 'node:fs'
import { artifactFile } from '../runs/layout.ts'
import type { Store } from '../runs/store.ts'

/** Path of what a run kept in a role; null where it kept nothing or that is gone. */
export function runFile({ artifacts, home }: Store, run: string, role: string): string | null {
  const artifact = artifacts.find(run, role)
  if (artifact === undefined) return null
  const path = artifactFile(home, artifact.sha256)
  return existsSync(path) ? path : null
}

/** Files of a quantized run. A fine-tuned one goes on from what was calibrated for the run that it started from. */
export function quantizedRunFiles(store: Store, id: string) {
  const run = store.runs.get(id)
  const ids = [id, ...(run.kind === 'qat' && run.parentId !== null ? [run.parentId] : [])]
  const first = (role: string) => ids.map((each) => runFile(store, each, role)).find((path) => path !== null)
  return {
    model: runFile(store, id, 'output'),
    table: first('table') ?? null,
    histograms: first('histograms') ?? null,
    groups: first('scale-groups') ?? null,
  }
}
