import { basename, join } from 'node:path'
import { agreementWithParent, type Agreement } from '../../coco/agreement.ts'
import { writeDetections } from '../../data/coco-results.ts'
import { recordEvaluation } from '../../runs/evaluation-record.ts'
import { endWork } from '../../runs/partial-work.ts'
import { evaluateModel, type Evaluation, type EvaluationTiming } from '../../stages/evaluate.ts'
import { evaluationIdentity } from '../../stages/evaluation-identity.ts'
import { requireFit } from '../../stages/input-fit.ts'
import { isHalf, isQuantized, openModelFile } from '../../stages/model-file.ts'
import { openDetector } from '../../stages/open-detector.ts'
import { CPU_HALF_NOTE } from '../../stages/to-fp16.ts'
import { integerOption } from '../arguments.ts'
import { addResumeFlag, beginResumable } from '../resumable.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import { addNmsFlags, nmsSettings, type NmsFlags } from '../nms-flags.ts'
import { parentDetections } from '../parent-detections.ts'
import { formatTable, metric } from '../table.ts'
import type { Host } from '../host.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'

interface EvalFlags extends DetectorFlags, NmsFlags {
  data?: string
  split?: string
  annotations?: string
  images?: string
  limit?: number
  batch: number
  rect?: boolean
  stopOnProblem?: boolean
  out?: string
  parent?: string
  resume?: boolean
}

/** The times are those of all images, the ones before an interruption included. */
function resumedText({ resumedFrom }: EvaluationTiming): string {
  return resumedFrom === 0 ? '' : ` (${resumedFrom} of them before an interruption)`
}

function describe({ coco, timing, provider, badImages }: Evaluation, agreement: Agreement | null): string {
  const lines = [
    formatTable(Object.entries(coco.stats), [
      { title: 'metric', value: ([name]) => name },
      { title: 'value', value: ([, value]) => metric(value), align: 'right' },
    ]),
    `${timing.images} images${resumedText(timing)} in ${(timing.wallMs / 1000).toFixed(1)} s on ${provider}: decode ${timing.decodeMs.toFixed(0)} ms, inference ${timing.inferMs.toFixed(0)} ms, post-processing ${timing.postMs.toFixed(0)} ms`,
  ]
  if (agreement !== null) {
    lines.push(
      `agreement with the parent ${metric(agreement.value)} (at IoU 0.5 ${metric(agreement.value50)}, recall ${metric(agreement.recall)}) over its ${agreement.boxes} confident boxes`,
    )
  }
  for (const { file, message } of badImages) lines.push(`left out ${file}: ${message}`)
  return lines.join('\n')
}

async function evaluateCommand(host: Host, path: string, flags: EvalFlags): Promise<void> {
  const { device, threads } = host.options
  const { data, split, annotations, images, limit, batch, rect = false } = flags
  const file = openModelFile(path)
  requireFit(file.model, { batch, rect })
  const onBadImage = problemPolicy(flags)
  const dataset = await openData(
    host,
    { data, split, annotations, images },
    { onProblem: onBadImage, images: limit },
  )
  const overrides = detectorOverrides(flags)
  const detector = await openDetector(file.model, path, dataset.images[0].file, overrides, {
    device,
    threads,
  })
  const nms = nmsSettings(flags)
  const settings = { device, nms, batch, rect, onBadImage }
  const identity = {
    ...evaluationIdentity(file.sha256, detector, dataset, settings),
    parent: flags.parent ?? 'none',
  }
  const name = `${basename(path)} on ${dataset.name}`
  await withRecorder(host, async (recorder) => {
    const { store } = recorder
    const parent = flags.parent === undefined ? null : parentDetections(store, flags.parent)
    const maker = recorder.makerOf(file.sha256)
    const parentId = parent?.runId ?? maker
    const parameters = { nms: { ...nms }, batch, rect, onBadImage, images: dataset.images.length }
    const kind = maker === null && !isQuantized(file.model) ? 'fp32' : 'evaluation'
    const { run, folder, resumed } = await beginResumable(
      host,
      store,
      { verb: 'eval', place: file.path, identity, resume: flags.resume === true },
      () =>
        recorder.start(
          { kind, name, parameters, ...(parentId === null ? {} : { parentId }) },
          { file, family: detector.family.id, datasets: [{ dataset, role: 'evaluation' }] },
        ),
    )
    const checkpoint = { path: join(folder, 'detections'), resume: resumed, modelSha256: file.sha256 }
    await recorder.during([run.id], async () => {
      const evaluation = await host.task(`Evaluate ${name}`, (context) =>
        evaluateModel(file.path, detector, dataset, { ...settings, threads, checkpoint }, context),
      )
      const agreement = parent && agreementWithParent(parent.detections, evaluation.detections)
      const stored = await recordEvaluation(store, run.id, evaluation, agreement)
      if (flags.out !== undefined) await writeDetections(flags.out, evaluation.detections)
      const { coco, groundTruth, timing, provider, badImages } = evaluation
      const notes = provider === 'cpu' && isHalf(file.model) ? [CPU_HALF_NOTE] : []
      host.result(
        {
          run: run.id,
          model: {
            path: file.path,
            sha256: file.sha256,
            family: detector.family.id,
            reason: detector.reason,
          },
          dataset: { name: dataset.name, images: dataset.images.length, annotations: groundTruth.count },
          stats: coco.stats,
          perClass: coco.perClass,
          agreement,
          detections: flags.out ?? stored,
          timing,
          provider,
          notes,
          badImages,
        },
        () => [describe(evaluation, agreement), ...notes].join('\n'),
      )
    })
    endWork(store, run.id)
  })
}

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
    addResumeFlag(addProblemFlag(addNmsFlags(addDetectorFlags(command))))
    const host = withHost(command)
    command.action((path: string, flags: EvalFlags) => evaluateCommand(host(), path, flags))
  },
}
