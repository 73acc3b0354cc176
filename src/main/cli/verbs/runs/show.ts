import { QuantbenchError } from '../../../base/errors.ts'
import type { RunArtifact } from '../../../runs/artifact-store.ts'
import type { Store } from '../../../runs/store.ts'
import type { Verb } from '../../verb.ts'
import { describeRun } from './run-text.ts'
import { replayLine } from './replay-arguments.ts'
import { withReadableStore } from './run-store.ts'
import type { RunDetails } from './run-details.ts'

function pathOf(store: Store, { sha256 }: RunArtifact): string | null {
  try {
    return store.artifacts.pathOf(sha256)
  } catch (error) {
    if (error instanceof QuantbenchError && error.code === 'STORE_CORRUPT') return null
    throw error
  }
}

function detailsOf(store: Store, text: string): RunDetails {
  const run = store.runs.find(text)
  const { id, groupId } = run
  const group = groupId === null ? [] : store.runs.list({ groupId, sort: { by: 'created' } }).runs
  return {
    run,
    lineage: {
      ancestors: store.runs.ancestors(id),
      descendants: store.runs.descendants(id),
      group: group.filter((member) => member.id !== id),
    },
    datasets: run.datasets.map(({ id: dataset, role }) => ({
      role,
      dataset: store.datasets.get(dataset) ?? null,
    })),
    metrics: store.metrics.list(id),
    perClass: store.classMetrics.list(id),
    series: store.series.names(id),
    curves: store.curves.list(id).map(({ kind, name }) => ({ kind, name })),
    artifacts: store.artifacts.list(id).map((artifact) => ({ ...artifact, path: pathOf(store, artifact) })),
    events: store.events.list(id),
    replay: replayLine(run),
  }
}

/** `quantbench runs show ID`: everything about one run. */
export const show: Verb = {
  register(program, withHost) {
    const command = program
      .command('show')
      .description('everything about one run')
      .argument('<id>', 'id of a run, or a beginning or ending of it')
      .option('--classes', 'also the figures of every class')
    const host = withHost(command)
    command.action((id: string, { classes = false }: { classes?: boolean }) =>
      withReadableStore(host(), (store) => {
        const details = store.read(() => detailsOf(store, id))
        host().result(details, () => describeRun(details, { classes }))
      }),
    )
  },
}
