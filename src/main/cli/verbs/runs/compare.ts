import { QuantbenchError } from '../../../base/errors.ts'
import { compareClasses } from '../../../runs/class-comparison.ts'
import { compareRuns } from '../../../runs/comparison.ts'
import type { Store } from '../../../runs/store.ts'
import type { Verb } from '../../verb.ts'
import { benchmarkNotes } from './benchmark-notes.ts'
import { describeComparison } from './comparison-text.ts'
import { findGroupId, membersOf } from './members.ts'
import { withReadableStore } from './run-store.ts'

interface CompareFlags {
  baseline?: string
  all?: boolean
  classes?: boolean
}

/** The runs to compare: those named, or the variants of the main job that a single id stands for. Throws USAGE. */
function chosenIds(store: Store, texts: readonly string[], baseline: string | undefined): string[] {
  const [first, ...more] = texts
  const single = more.length === 0 && baseline === undefined
  const ids = single
    ? membersOf(store, findGroupId(store, first))
    : texts.map((text) => store.runs.find(text).id)
  const { size } = new Set(baseline === undefined ? ids : [...ids, baseline])
  if (size > 1) return ids
  throw new QuantbenchError('USAGE', `Expected at least two runs to compare, got ${size}`, {
    wayOut: 'Name two runs, or a main job with several variants.',
  })
}

/** `quantbench runs compare ID ID…`: several runs as one table. */
export const compare: Verb = {
  register(program, withHost) {
    const command = program
      .command('compare')
      .description('several runs as one table, against a baseline')
      .argument('<id...>', 'runs, or one main job, whose variants are then compared')
      .option('--baseline <id>', 'what the others are measured against (default: the first FP32 run)')
      .option('--all', 'also what is the same in all of them')
      .option('--classes', 'also the AP of every class')
    const host = withHost(command)
    command.action((texts: string[], { baseline, all = false, classes = false }: CompareFlags) =>
      withReadableStore(host(), (store) => {
        const comparison = store.read(() => {
          const baselineId = baseline === undefined ? undefined : store.runs.find(baseline).id
          const compared = compareRuns(store, chosenIds(store, texts, baselineId), baselineId)
          const ids = compared.runs.map(({ id }) => id)
          return { ...compared, classes: compareClasses(store, ids, compared.baseline) }
        })
        const notes = benchmarkNotes(
          store,
          comparison.runs.map(({ id }) => id),
        )
        host().result({ ...comparison, notes }, () =>
          [describeComparison(comparison, { all, classes }), ...notes].join('\n\n'),
        )
      }),
    )
  },
}
