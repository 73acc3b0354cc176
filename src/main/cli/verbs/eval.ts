import { integerOption } from '../arguments.ts'
import { addProblemFlag } from '../dataset-flags.ts'
import { addDetectorFlags } from '../detector-flags.ts'
import { addNmsFlags } from '../nms-flags.ts'
import { addResumeFlag } from '../resumable.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'
import { addEngineFlags } from './eval/engine.ts'
import type { EvalFlags } from './eval/flags.ts'
import { evaluateAndKeep } from './eval/keep.ts'
import { openEvaluation } from './eval/source.ts'

/** `quantbench eval MODEL --data DIR`: COCO metrics of a detector. */
export const evaluate: Verb = {
  register(program, withHost) {
    const command = program
      .command('eval')
      .description('COCO metrics of a detector on a dataset')
      .argument('<model>', 'ONNX file')
      .option('--data <dir>', 'COCO or YOLO dataset')
      .option('--split <name>', 'split of the dataset (default: its validation split)')
      .option('--annotations <file>', 'COCO JSON, in place of --data')
      .option('--images <dir>', 'folder of the images of --annotations')
      .option('--limit <n>', 'use only the first so many images', integerOption(1))
      .option('--batch <n>', 'images a run', integerOption(1), 1)
      .option('--rect', "YOLOv5's rectangular batches, for models with dynamic axes")
      .option('--out <file>', 'write the detections as COCO results')
      .option(
        '--parent <run or file>',
        'also measure agreement with the detections of this run or results file',
      )
    addResumeFlag(addProblemFlag(addNmsFlags(addDetectorFlags(addEngineFlags(command)))))
    const host = withHost(command)
    command.action(async (path: string, flags: EvalFlags) => {
      const source = await openEvaluation(host(), path, flags)
      await withRecorder(host(), (recorder) => evaluateAndKeep(host(), recorder, source))
    })
  },
}
