import type { Verb } from '../verb.ts'
import { diff } from './engine/diff.ts'
import { explain } from './engine/explain.ts'
import { show } from './engine/show.ts'

const VERBS: readonly Verb[] = [show, diff, explain]

/** `quantbench engine …`: TensorRT engines by what trtexec writes of them, and before they are built. */
export const engine: Verb = {
  register(program, withHost) {
    const group = program
      .command('engine')
      .description('TensorRT engines: their layers and times, how two differ, why one is slow')
    for (const verb of VERBS) verb.register(group, withHost)
  },
}
