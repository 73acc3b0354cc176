import { DATASET_ZH } from '../dataset.zh.ts'
import { FAILURE_ZH, OF_FILE_ZH } from '../failure.zh.ts'
import { MODEL_ZH } from '../model.zh.ts'
import { PROCESS_ENDS_ZH } from '../process-ends.zh.ts'
import { STORE_ZH } from '../store.zh.ts'
import type { Phrases } from '../translate.ts'
import { API_FAILURES_ZH } from './api.zh.ts'
import { BASE_FAILURES_ZH } from './base.zh.ts'
import { COMMAND_LINE_FAILURES_ZH } from './command-line.zh.ts'
import { DATASET_PROBLEMS_ZH } from './dataset-problems.zh.ts'
import { DATA_FAILURES_ZH } from './data.zh.ts'
import { ENGINES_FAILURES_ZH } from './engines.zh.ts'
import { FILE_CONTENT_FAILURES_ZH } from './file-content.zh.ts'
import { JOBS_FAILURES_ZH } from './jobs.zh.ts'
import { LAST_FAILURES_ZH } from './last.zh.ts'
import { ONNX_FAILURES_ZH } from './onnx.zh.ts'
import { QUANTIZATION_FAILURES_ZH } from './quantization.zh.ts'
import { RUNNING_FAILURES_ZH } from './running.zh.ts'
import { RUNS_FAILURES_ZH } from './runs.zh.ts'
import { STAGES_FAILURES_ZH } from './stages.zh.ts'
import { STARTING_FAILURES_ZH } from './starting.zh.ts'
import { TENSORRT_FAILURES_ZH } from './tensorrt.zh.ts'
import { TRAINING_FAILURES_ZH } from './training.zh.ts'
import { VALUE_FAILURES_ZH } from './values.zh.ts'

/** What fails and what to do about it, the more special sentences before those that would take them in. */
export const FAILURES_ZH: readonly Phrases[] = [
  STARTING_FAILURES_ZH,
  ENGINES_FAILURES_ZH,
  STAGES_FAILURES_ZH,
  TENSORRT_FAILURES_ZH,
  TRAINING_FAILURES_ZH,
  QUANTIZATION_FAILURES_ZH,
  DATA_FAILURES_ZH,
  DATASET_PROBLEMS_ZH,
  FILE_CONTENT_FAILURES_ZH,
  ONNX_FAILURES_ZH,
  RUNNING_FAILURES_ZH,
  RUNS_FAILURES_ZH,
  JOBS_FAILURES_ZH,
  API_FAILURES_ZH,
  COMMAND_LINE_FAILURES_ZH,
  BASE_FAILURES_ZH,
  FAILURE_ZH,
  STORE_ZH,
  MODEL_ZH,
  DATASET_ZH,
  PROCESS_ENDS_ZH,
  VALUE_FAILURES_ZH,
  LAST_FAILURES_ZH,
]

/** For sentences that name a file first and say what is wrong with it. */
export const FILE_FAILURES_ZH: readonly Phrases[] = [...FAILURES_ZH, OF_FILE_ZH]
