import { DATASET_ZH } from '../../../../src/shared/phrases/dataset.zh.ts'
import { DETECTION_ZH } from '../../../../src/shared/phrases/detection.zh.ts'
import { DOCTOR_ZH } from '../../../../src/shared/phrases/doctor.zh.ts'
import { FAILURE_ZH } from '../../../../src/shared/phrases/failure.zh.ts'
import { JOB_ZH } from '../../../../src/shared/phrases/job.zh.ts'
import { MEASUREMENT_ZH } from '../../../../src/shared/phrases/measurement.zh.ts'
import { MODEL_ZH } from '../../../../src/shared/phrases/model.zh.ts'
import { PROCESS_ENDS_ZH } from '../../../../src/shared/phrases/process-ends.zh.ts'
import { RUN_ZH } from '../../../../src/shared/phrases/run.zh.ts'
import { STORE_ZH } from '../../../../src/shared/phrases/store.zh.ts'
import { filesIn, type Covered } from './coverage.ts'
import { INPUT_FAILURES } from './failures-input.ts'
import { NUMERICS_FAILURES } from './failures-numerics.ts'
import { WORK_FAILURES } from './failures-work.ts'

/** Titles of checks are messages of the interface. */
const PROVIDER_TITLES = ['CUDA provider', 'TensorRT provider', 'DirectML provider', 'Core ML provider']

/** Which files of the engine say what a catalogue has. */
export const COVERED: readonly Covered[] = [
  {
    catalogue: 'doctor',
    phrases: [DOCTOR_ZH],
    files: [
      ...filesIn('stages/doctor'),
      ...['stages/doctor.ts', 'stages/find-trtexec.ts', 'stages/trtexec-tool.ts'],
      'telemetry/gpu-nvml.ts',
      'telemetry/nvml-library.ts',
    ],
    without: ['title'],
    errors: true,
    unseen: [
      'C:\\Program Files',
      'NVIDIA Corporation',
      'NVIDIA GPU',
      'No such file or directory',
      ...PROVIDER_TITLES,
    ],
  },
  { catalogue: 'process ends', phrases: [PROCESS_ENDS_ZH], files: ['base/exit-reason.ts'] },
  {
    catalogue: 'detection',
    phrases: [DETECTION_ZH],
    files: [
      ...filesIn('detect/families'),
      ...['anchors', 'dense-output', 'detect-family', 'input-size'].map((name) => `detect/${name}.ts`),
      'api/analysis/methods/inspect-model.ts',
    ],
    without: ['title', 'expects', 'wayOut'],
    unseen: ['1 box'],
  },
  {
    catalogue: 'model',
    phrases: [MODEL_ZH],
    files: [...filesIn('onnx/checks'), 'onnx/image-input.ts'],
    errors: true,
  },
  {
    catalogue: 'dataset',
    phrases: [DATASET_ZH],
    files: ['data/ground-truth-check.ts', 'data/image-sizes.ts', 'data/dataset-split.ts'],
    unseen: ['check images', 'a folder without splits', 'the splits'],
  },
  {
    catalogue: 'measurement',
    phrases: [MEASUREMENT_ZH, RUN_ZH],
    files: [
      'telemetry/disturbance.ts',
      'telemetry/throttle.ts',
      ...[
        'benchmark',
        'to-fp16',
        'trtexec-benchmark',
        'trtexec-contestants',
        'trtexec-race',
        'tune-variant',
      ].map((name) => `stages/${name}.ts`),
    ],
    unseen: [
      'Quantize it first (`quantbench ptq`), or choose int8-implicit.',
      'Leave the precision out: an FP16 engine without Q/DQ races beside the INT8 one anyway.',
      'no Q/DQ',
    ],
  },
  {
    catalogue: 'store',
    phrases: [STORE_ZH],
    files: ['runs/store-findings.ts', 'runs/store-error.ts'],
    errors: true,
    unseen: ['is not'],
  },
  {
    catalogue: 'run',
    phrases: [RUN_ZH],
    files: [
      ...['interruption', 'training-record', 'partial-work', 'benchmark-record', 'engine-record'],
      ...['search-record', 'search-point-runs', 'sensitivity-record'],
    ].map((name) => `runs/${name}.ts`),
    without: ['name'],
    unseen: [
      ...['epoch loss', 'GPU compute', 'float model', 'sensitivity unit', 'sensitivity curve'],
      ...['mean', 'p50', 'p90', 'p99', 'deviation'].map((name) => `latency ${name}`),
      ...['point', 'cost', 'AP', 'agreement'].map((name) => `search ${name}`),
    ],
  },
  {
    catalogue: 'job',
    phrases: [JOB_ZH],
    files: ['api/experiments/experiment-plan.ts'],
  },
  {
    catalogue: 'failure',
    phrases: [FAILURE_ZH],
    files: [
      ...['regular-file', 'invalid-checkpoint', 'cancel'].map((name) => `base/${name}.ts`),
      ...['onnx/not-onnx.ts', 'web/safe-open.ts', 'web/safe-roots.ts'],
      ...filesIn('api/handlers'),
    ],
    errors: true,
    unseen: ['version https://git-lfs'],
  },
  ...INPUT_FAILURES,
  ...WORK_FAILURES,
  ...NUMERICS_FAILURES,
]
