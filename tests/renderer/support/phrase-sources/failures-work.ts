import { DOCTOR_ZH } from '../../../../src/shared/phrases/doctor.zh.ts'
import { MEASUREMENT_ZH } from '../../../../src/shared/phrases/measurement.zh.ts'
import { MODEL_ZH } from '../../../../src/shared/phrases/model.zh.ts'
import { FAILURE_ZH } from '../../../../src/shared/phrases/failure.zh.ts'
import { API_FAILURES_ZH } from '../../../../src/shared/phrases/failures/api.zh.ts'
import { ENGINES_FAILURES_ZH } from '../../../../src/shared/phrases/failures/engines.zh.ts'
import { JOBS_FAILURES_ZH } from '../../../../src/shared/phrases/failures/jobs.zh.ts'
import { LAST_FAILURES_ZH } from '../../../../src/shared/phrases/failures/last.zh.ts'
import { RUNS_FAILURES_ZH } from '../../../../src/shared/phrases/failures/runs.zh.ts'
import { STAGES_FAILURES_ZH } from '../../../../src/shared/phrases/failures/stages.zh.ts'
import { STARTING_FAILURES_ZH } from '../../../../src/shared/phrases/failures/starting.zh.ts'
import { RUN_ZH } from '../../../../src/shared/phrases/run.zh.ts'
import { STORE_ZH } from '../../../../src/shared/phrases/store.zh.ts'
import { filesIn, type Covered } from './coverage.ts'

const inStages = (name: string) => `stages/${name}.ts`

const PHRASES = [
  ...[API_FAILURES_ZH, ENGINES_FAILURES_ZH, JOBS_FAILURES_ZH, RUNS_FAILURES_ZH, STAGES_FAILURES_ZH],
  ...[STARTING_FAILURES_ZH, LAST_FAILURES_ZH, FAILURE_ZH, STORE_ZH, MODEL_ZH, DOCTOR_ZH],
]

/** Mistakes of the program itself. */
const INTERNAL = [
  ...['a PTQ variant needs a calibration', 'A fine-tuned variant came before any that it could start from'],
  ...['A fine-tuned variant needs training data', 'no gradient of', 'the model does not give'],
  ...['nothing is held of item', 'no model is open', 'has no run', 'Expected one row, got none'],
  ...['Expected as many y as x in curve', 'Expected an analysis, got'],
]

/** Answers to addresses that no page of the interface asks for. */
const TO_STRANGERS = [
  '?path=<absolute path>, percent-encoded in UTF-8',
  'Encode the path with encodeURIComponent.',
]

/** What stages, runs, jobs and the interface's calls fail with. */
export const WORK_FAILURES: readonly Covered[] = [
  {
    catalogue: 'failures: all that work throws',
    phrases: PHRASES,
    files: [
      ...['stages', 'stages/search', 'stages/sensitivity', 'runs', 'jobs', 'web'],
      ...['api', 'api/analysis', 'api/analysis/methods', 'api/experiments', 'api/handlers'],
    ].flatMap((folder) => filesIn(folder)),
    onlyErrors: true,
    makers: [
      ...[
        'changed',
        'corruptStore',
        'invalidBundle',
        'invalidCheckpoint',
        'readJson',
        'refuse',
        'refuseRoot',
      ],
      ...['runNotFound', 'unknown', 'unknownAxis', 'wrongUse'],
    ],
    unseen: [...INTERNAL, ...TO_STRANGERS, 'no address'],
  },
  {
    catalogue: 'failures: what work puts together',
    phrases: [...PHRASES, MEASUREMENT_ZH, RUN_ZH],
    files: [
      ...['engine-files', 'evaluation-identity', 'input-fit', 'record-log', 'tensorrt-provider'].map(
        inStages,
      ),
      ...['trtexec-contestants', 'trtexec-failure', 'trtexec-measure', 'trtexec-shapes'].map(inStages),
      ...['search/impossible', 'search/search', 'sensitivity/sensitivity'].map(inStages),
      ...['byte-reader', 'job-outcome', 'job-retry', 'read-only-database'].map((name) => `runs/${name}.ts`),
      ...['hang-watch', 'job-input', 'job-keeper', 'supervised-job'].map((name) => `jobs/${name}.ts`),
      ...['api/analysis/analysis-process.ts', 'shell/engine-process.ts', 'web/path-spelling.ts'],
    ],
    errors: true,
    unseen: [
      'of the purpose',
      // How a failed measurement without a summary is told apart; its message has the line of the log.
      'trtexec printed no performance summary',
      ...['quantbench records 1', 'check inputs', 'was cancelled'],
      ...['job_dependencies as d', 'jobs as j'],
      // Why the analysis process is ended on purpose; nobody is told.
      ...['the engine stops', 'went on after it was cancelled', 'there was nothing to do'],
    ],
  },
]
