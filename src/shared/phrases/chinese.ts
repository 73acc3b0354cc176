import { DATASET_ZH } from './dataset.zh.ts'
import { DETECTION_ZH } from './detection.zh.ts'
import { DOCTOR_ZH } from './doctor.zh.ts'
import { ENGINE_ZH } from './engine.zh.ts'
import { FAILURES_ZH, FILE_FAILURES_ZH } from './failures/failures.zh.ts'
import { JOB_ZH } from './job.zh.ts'
import { MEASUREMENT_ZH } from './measurement.zh.ts'
import { MODEL_ZH } from './model.zh.ts'
import { PROCESS_ENDS_ZH } from './process-ends.zh.ts'
import { RUN_ZH } from './run.zh.ts'
import { STORE_ZH } from './store.zh.ts'
import { translator, type Translate } from './translate.ts'

/** The part of the engine that says a sentence. */
export type PhraseSource =
  'doctor' | 'detection' | 'model' | 'dataset' | 'store' | 'run' | 'engine' | 'job' | 'failure' | 'remedy'

/** How the engine's English sentences are said in Chinese. */
export const CHINESE: Readonly<Record<PhraseSource, Translate>> = {
  doctor: translator(DOCTOR_ZH, STORE_ZH, PROCESS_ENDS_ZH),
  detection: translator(DETECTION_ZH),
  model: translator(MODEL_ZH),
  dataset: translator(DATASET_ZH),
  store: translator(STORE_ZH),
  run: translator(MEASUREMENT_ZH, RUN_ZH, PROCESS_ENDS_ZH, ...FAILURES_ZH),
  engine: translator(ENGINE_ZH),
  failure: translator(...FILE_FAILURES_ZH),
  remedy: translator(...FAILURES_ZH, DOCTOR_ZH),
  job: translator(JOB_ZH, RUN_ZH),
}
