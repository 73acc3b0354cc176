import type { Verb } from '../verb.ts'
import { backup } from './store/backup.ts'
import { check } from './store/check.ts'
import { compact } from './store/compact.ts'

const VERBS: readonly Verb[] = [check, backup, compact]

/** `quantbench store …`: the care of what runs are kept in. */
export const store: Verb = {
  register(program, withHost) {
    const group = program.command('store').description('the run store: check it, copy it, give space back')
    for (const verb of VERBS) verb.register(group, withHost)
  },
}
