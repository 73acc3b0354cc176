import { existsSync } from 'node:fs'
import { QuantbenchError } from '../base/errors.ts'
import { readDetections } from '../data/coco-results.ts'
import type { Detections } from '../data/detections.ts'
import type { Store } from '../runs/store.ts'

/** Detections to agree with: whose they are, and the run where they are a run's. */
export interface ParentDetections {
  detections: Detections
  runId: string | null
}

/** Reads the detections of a results file or of an evaluated run. Throws RUN_NOT_FOUND, JSON_INVALID, USAGE. */
export function parentDetections(store: Store, named: string): ParentDetections {
  if (existsSync(named)) return { detections: readDetections(named), runId: null }
  const run = store.runs.find(named)
  const artifact = store.artifacts.find(run.id, 'detections')
  if (artifact === undefined) {
    throw new QuantbenchError(
      'USAGE',
      `Expected a run with detections as --parent, got ${run.id} (${run.kind})`,
      {
        wayOut: 'Name a run of `quantbench eval` or a variant of `quantbench run`, or a COCO results file.',
      },
    )
  }
  return { detections: readDetections(store.artifacts.pathOf(artifact.sha256)), runId: run.id }
}
