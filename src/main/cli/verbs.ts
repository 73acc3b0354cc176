import type { Verb } from './verb.ts'
import { advise } from './verbs/advise.ts'
import { bench } from './verbs/bench.ts'
import { coco } from './verbs/coco.ts'
import { demo } from './verbs/demo.ts'
import { doctor } from './verbs/doctor.ts'
import { engine } from './verbs/engine.ts'
import { evaluate } from './verbs/eval.ts'
import { fp16 } from './verbs/fp16.ts'
import { inspect } from './verbs/inspect.ts'
import { ptq } from './verbs/ptq.ts'
import { qat } from './verbs/qat.ts'
import { run } from './verbs/run.ts'
import { runs } from './verbs/runs.ts'
import { search } from './verbs/search.ts'
import { sensitivity } from './verbs/sensitivity.ts'
import { serveVerb } from './verbs/serve.ts'
import { store } from './verbs/store.ts'
import { tensor } from './verbs/tensor.ts'
import { trt } from './verbs/trt.ts'

/** Every verb, in the order in which help lists them. */
export const VERBS: readonly Verb[] = [
  inspect,
  advise,
  evaluate,
  coco,
  ptq,
  fp16,
  qat,
  sensitivity,
  search,
  run,
  demo,
  bench,
  engine,
  trt,
  tensor,
  runs,
  serveVerb,
  store,
  doctor,
]
