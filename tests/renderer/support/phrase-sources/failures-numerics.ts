import { QUANTIZATION_FAILURES_ZH } from '../../../../src/shared/phrases/failures/quantization.zh.ts'
import { TENSORRT_FAILURES_ZH } from '../../../../src/shared/phrases/failures/tensorrt.zh.ts'
import { TRAINING_FAILURES_ZH } from '../../../../src/shared/phrases/failures/training.zh.ts'
import { VALUE_FAILURES_ZH } from '../../../../src/shared/phrases/failures/values.zh.ts'
import { FAILURE_ZH } from '../../../../src/shared/phrases/failure.zh.ts'
import { filesIn, type Covered } from './coverage.ts'

/** What calibration, quantization, training and TensorRT fail with. */
export const NUMERICS_FAILURES: readonly Covered[] = [
  {
    catalogue: 'failures: training',
    phrases: [TRAINING_FAILURES_ZH],
    files: [
      ...['active', 'context', 'emitter', 'gradient', 'quantizer', 'rule'].map(
        (name) => `autodiff/${name}.ts`,
      ),
      ...filesIn('autodiff/losses'),
      ...filesIn('autodiff/optimizers'),
      ...filesIn('autodiff/rules'),
      ...['fine-tune', 'plan', 'read-checkpoint', 'teacher-student', 'trained-weights', 'training-graph'].map(
        (name) => `qat/${name}.ts`,
      ),
      ...filesIn('qat/adaround'),
      ...filesIn('qat/bias-correction'),
      ...filesIn('qat/task-loss'),
    ],
    errors: true,
    unseen: [
      // Internal errors: mistakes of the program itself.
      'Expected boxes of shape [N, 4], got [',
      'Expected a gradient of',
      'numbers for',
      ': these do not broadcast',
      'was asked for a gradient without one',
      'Expected means of',
      'from both models',
      'The training images came to an end',
      'to be a float32 initializer to train',
      // Why AdaRound skipped a unit; no page shows it.
      'is not float32',
    ],
  },
  {
    catalogue: 'failures: quantization',
    phrases: [QUANTIZATION_FAILURES_ZH, VALUE_FAILURES_ZH, TENSORRT_FAILURES_ZH],
    files: [
      ...[
        'amax-percentile',
        'channels',
        'collect',
        'count-kernel',
        'histogram-archive',
        'histogram-codec',
      ].map((name) => `calib/${name}.ts`),
      ...['table', 'tensorrt-cache'].map((name) => `calib/${name}.ts`),
      ...['choose-layers', 'insert-qdq', 'layer-filter', 'placement', 'quantize-model', 'recipe'].map(
        (name) => `quant/${name}.ts`,
      ),
      ...['resolve-ranges', 'scale-groups', 'weight-ranges'].map((name) => `quant/${name}.ts`),
    ],
    errors: true,
    unseen: [
      'quantbench histograms 1',
      // Internal errors: mistakes of the program itself.
      'kernel without exports',
      'is no constant',
      'has no input',
      // Notes of the command's log.
      'the pattern',
      'matches no layer',
      'the head is quantized: it is all that the recipe selects',
      'scale groups that use their largest amax, for want of histograms to merge:',
    ],
  },
  {
    catalogue: 'failures: TensorRT',
    phrases: [TENSORRT_FAILURES_ZH, VALUE_FAILURES_ZH, FAILURE_ZH],
    files: [
      ...['export', 'measure', 'precision', 'shape'].map((name) => `trt/${name}-flags.ts`),
      ...['failure-rules', 'json-document', 'layer-info', 'log-failure', 'profile-json', 'times-json'].map(
        (name) => `trt/${name}.ts`,
      ),
      ...['trtexec-command', 'trtexec-version'].map((name) => `trt/${name}.ts`),
    ],
    errors: true,
    unseen: ['Cannot find'],
  },
]
