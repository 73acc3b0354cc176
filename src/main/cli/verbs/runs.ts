import type { Verb } from '../verb.ts'
import { compare } from './runs/compare.ts'
import { deletion } from './runs/delete.ts'
import { exportRuns } from './runs/export.ts'
import { importRuns } from './runs/import.ts'
import { list } from './runs/list.ts'
import { replay } from './runs/replay.ts'
import { show } from './runs/show.ts'

const VERBS: readonly Verb[] = [list, show, compare, exportRuns, importRuns, deletion, replay]

/** `quantbench runs …`: what was run so far. */
export const runs: Verb = {
  register(program, withHost) {
    const group = program.command('runs').description('what was run so far: list, compare, keep, replay')
    for (const verb of VERBS) verb.register(group, withHost)
  },
}
