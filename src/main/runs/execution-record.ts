import type { Execution } from '../stages/execution.ts'
import type { Store } from './store.ts'

/** Says in a run's record what its evaluation was computed with. Throws RUN_NOT_FOUND. */
export function recordExecution({ runs }: Store, runId: string, { engine, ...execution }: Execution): void {
  const { parameters, environment } = runs.get(runId)
  runs.update(runId, {
    parameters: { ...parameters, execution: { ...execution, engine: engine && { ...engine } } },
    ...(engine === null ? {} : { environment: { ...environment, tensorrt: engine.tensorrt } }),
  })
}
