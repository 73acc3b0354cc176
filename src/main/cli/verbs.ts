import type { Verb } from './verb.ts'
import { bench } from './verbs/bench.ts'
import { doctor } from './verbs/doctor.ts'

/** Every verb, in the order in which help lists them. */
export const VERBS: readonly Verb[] = [bench, doctor]
