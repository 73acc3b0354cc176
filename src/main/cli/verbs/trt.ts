import type { Verb } from '../verb.ts'
import { cache } from './trt/cache.ts'

const VERBS: readonly Verb[] = [cache]

/** `quantbench trt …`: files that TensorRT reads and writes. */
export const trt: Verb = {
  register(program, withHost) {
    const group = program.command('trt').description('files that TensorRT reads and writes')
    for (const verb of VERBS) verb.register(group, withHost)
  },
}
