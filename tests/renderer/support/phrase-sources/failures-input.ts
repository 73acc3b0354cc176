import { FAILURE_ZH } from '../../../../src/shared/phrases/failure.zh.ts'
import { BASE_FAILURES_ZH } from '../../../../src/shared/phrases/failures/base.zh.ts'
import { COMMAND_LINE_FAILURES_ZH } from '../../../../src/shared/phrases/failures/command-line.zh.ts'
import { DATA_FAILURES_ZH } from '../../../../src/shared/phrases/failures/data.zh.ts'
import { DATASET_PROBLEMS_ZH } from '../../../../src/shared/phrases/failures/dataset-problems.zh.ts'
import { FILE_CONTENT_FAILURES_ZH } from '../../../../src/shared/phrases/failures/file-content.zh.ts'
import { ONNX_FAILURES_ZH } from '../../../../src/shared/phrases/failures/onnx.zh.ts'
import { RUNNING_FAILURES_ZH } from '../../../../src/shared/phrases/failures/running.zh.ts'
import { MODEL_ZH } from '../../../../src/shared/phrases/model.zh.ts'
import { PROCESS_ENDS_ZH } from '../../../../src/shared/phrases/process-ends.zh.ts'
import { filesIn, type Covered } from './coverage.ts'

/** What datasets, models, sessions and command lines fail with. */
export const INPUT_FAILURES: readonly Covered[] = [
  {
    catalogue: 'failures: data',
    phrases: [DATA_FAILURES_ZH, DATASET_PROBLEMS_ZH, FILE_CONTENT_FAILURES_ZH, FAILURE_ZH, PROCESS_ENDS_ZH],
    files: [...filesIn('data'), ...filesIn('data/augment'), 'data/demo-set/demo-folder.ts'],
    // Why a class is taken for a category is for those who read the code.
    without: ['reason'],
    errors: true,
    unseen: [
      // A phase of work, and how large an image is, as an example of a flaw.
      'check images',
      'in the file',
      // The pattern has the plural and the bracket outside of its words.
      'images or annotations',
      'bytes of values for shape [',
    ],
  },
  {
    catalogue: 'failures: onnx',
    phrases: [ONNX_FAILURES_ZH, FAILURE_ZH, MODEL_ZH],
    files: [
      ...filesIn('onnx', (name) => !['attribute-text.ts', 'not-onnx.ts', 'operators.ts'].includes(name)),
      ...filesIn('onnx/passes'),
      'session/taps.ts',
    ],
    errors: true,
    // Brackets of shapes belong to what stands in the pattern.
    unseen: ['bytes for shape [', 'values for shape [', '] does not hold'],
  },
  {
    catalogue: 'failures: running',
    phrases: [RUNNING_FAILURES_ZH, FAILURE_ZH],
    files: [
      ...filesIn('session', (name) => name !== 'taps.ts'),
      ...filesIn('coco'),
      ...['detect-family', 'input-size', 'nms-settings', 'outputs'].map((name) => `detect/${name}.ts`),
    ],
    without: ['reason'],
    errors: true,
  },
  {
    catalogue: 'failures: base',
    phrases: [BASE_FAILURES_ZH, FILE_CONTENT_FAILURES_ZH, RUNNING_FAILURES_ZH, FAILURE_ZH, PROCESS_ENDS_ZH],
    files: filesIn('base', (name) => name !== 'end-with-parent.ts'),
    without: ['title'],
    errors: true,
  },
  {
    catalogue: 'failures: command line',
    phrases: [COMMAND_LINE_FAILURES_ZH],
    files: [
      ...filesIn('cli'),
      ...['bench', 'eval', 'ptq', 'search'].flatMap((verb) => filesIn(`cli/verbs/${verb}`)),
      ...['bench', 'demo', 'eval', 'fp16', 'ptq', 'qat', 'run', 'search', 'sensitivity'].map(
        (verb) => `cli/verbs/${verb}.ts`,
      ),
    ],
    onlyErrors: true,
  },
]
