import type { Verb } from './verb.ts'
import { bench } from './verbs/bench.ts'
import { coco } from './verbs/coco.ts'
import { demo } from './verbs/demo.ts'
import { doctor } from './verbs/doctor.ts'
import { evaluate } from './verbs/eval.ts'
import { fp16 } from './verbs/fp16.ts'
import { inspect } from './verbs/inspect.ts'
import { ptq } from './verbs/ptq.ts'
import { qat } from './verbs/qat.ts'
import { run } from './verbs/run.ts'
import { runs } from './verbs/runs.ts'
import { serveVerb } from './verbs/serve.ts'
import { store } from './verbs/store.ts'
import { tensor } from './verbs/tensor.ts'

/** Every verb, in the order in which help lists them. */
export const VERBS: readonly Verb[] = [
  inspect,
  evaluate,
  coco,
  ptq,
  fp16,
  qat,
  run,
  demo,
  bench,
  tensor,
  runs,
  serveVerb,
  store,
  doctor,
]
