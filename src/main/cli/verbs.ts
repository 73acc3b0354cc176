import type { Verb } from './verb.ts'
import { bench } from './verbs/bench.ts'
import { doctor } from './verbs/doctor.ts'
import { evaluate } from './verbs/eval.ts'
import { fp16 } from './verbs/fp16.ts'
import { ptq } from './verbs/ptq.ts'
import { run } from './verbs/run.ts'

/** Every verb, in the order in which help lists them. */
export const VERBS: readonly Verb[] = [evaluate, ptq, fp16, run, bench, doctor]
