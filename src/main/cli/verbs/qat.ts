import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { QuantbenchError } from '../../base/errors.ts'
import { requireWritable } from '../../base/files.ts'
import { saveModel } from '../../onnx/encode.ts'
import { recordFineTuning } from '../../runs/fine-tune-record.ts'
import type { FineTuned } from '../../stages/fine-tune.ts'
import type { FineTuneSpec } from '../../stages/fine-tune-spec.ts'
import { isQuantized, openModelFile } from '../../stages/model-file.ts'
import { openDetector } from '../../stages/open-detector.ts'
import { refuseTensorRt } from '../../stages/refuse-tensorrt.ts'
import { integerOption } from '../arguments.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import type { Host } from '../host.ts'
import { addNmsFlags, nmsSettings, type NmsFlags } from '../nms-flags.ts'
import { addPlanFlags, planOfFlags, type PlanFlags } from '../plan-flags.ts'
import { formatTable, metric } from '../table.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'
import { modelNameAt } from '../../runs/model-name.ts'

interface QatFlags extends DetectorFlags, NmsFlags, PlanFlags {
  parent: string
  train: string
  trainSplit?: string
  trainImages?: number
  data: string
  split?: string
  images?: number
  out: string
  resume?: boolean
  stopOnProblem?: boolean
}

async function openSpec(host: Host, path: string, flags: QatFlags): Promise<FineTuneSpec> {
  const { device, threads, seed } = host.options
  refuseTensorRt(device, 'qat')
  const plan = planOfFlags(flags, seed)
  const file = openModelFile(path)
  const parent = openModelFile(flags.parent)
  requireQuantized(flags.parent, isQuantized(parent.model))
  const onBadImage = problemPolicy(flags)
  const train = await openData(
    host,
    { data: flags.train, split: flags.trainSplit, prefer: 'train' },
    { onProblem: onBadImage, images: flags.trainImages },
  )
  const evaluation = await openData(
    host,
    { data: flags.data, split: flags.split },
    { onProblem: onBadImage, images: flags.images },
  )
  const trial = evaluation.images[0].file
  const options = { device, threads }
  const detector = await openDetector(file.model, path, trial, detectorOverrides(flags), options)
  const checkpoint = { path: checkpointOf(flags), resume: flags.resume === true }
  const nms = nmsSettings(flags)
  return { file, parent, detector, train, evaluation, plan, nms, device, threads, onBadImage, checkpoint }
}

const checkpointOf = ({ out }: QatFlags): string => `${out}.checkpoint`

function requireQuantized(path: string, quantized: boolean): void {
  if (quantized) return
  throw new QuantbenchError(
    'MODEL_INVALID',
    `Expected a model with Q/DQ nodes as --parent, got the float model ${path}`,
    {
      wayOut: 'Make one with `quantbench ptq MODEL --calib DIR --out FILE`.',
    },
  )
}

function describe(tuned: FineTuned, flags: QatFlags): string {
  const { epochs, parent, bestEpoch, losses, stopped, sqnr, stepMs, forwardMs, evaluation, agreement } = tuned
  const best = evaluation.coco.stats
  const rows = [
    { name: 'parent', loss: null, measure: parent },
    ...epochs.map(({ epoch, loss, measure }) => ({ name: `epoch ${epoch + 1}`, loss, measure })),
  ]
  const table = formatTable(rows, [
    { title: '', value: ({ name }) => name },
    { title: 'loss', value: ({ loss }) => metric(loss), align: 'right' },
    { title: 'AP', value: ({ measure }) => metric(measure?.AP ?? null), align: 'right' },
    { title: 'AP50', value: ({ measure }) => metric(measure?.AP50 ?? null), align: 'right' },
    { title: 'agreement', value: ({ measure }) => metric(measure?.agreement ?? null), align: 'right' },
  ])
  const kept =
    bestEpoch < 0
      ? 'no epoch was better than the parent, whose weights were kept'
      : `epoch ${bestEpoch + 1} was kept`
  return [
    table,
    `${flags.out}: ${kept}; AP ${metric(best.AP)}, agreement ${metric(agreement.value)}, output SQNR ${sqnr.parent.toFixed(2)} → ${sqnr.tuned.toFixed(2)} dB`,
    `${losses.length} steps, ${stepMs.toFixed(0)} ms each: ${(stepMs / forwardMs).toFixed(2)} × a bare forward pass of the batch (${forwardMs.toFixed(0)} ms)`,
    ...(stopped === null ? [] : [STOPPED[stopped]]),
  ].join('\n')
}

const STOPPED = {
  early: 'Stopped early: the last epochs brought nothing better.',
  diverged:
    'Stopped: the loss diverged; the best weights before that were kept. A lower --lr or --clip 1 may help.',
} satisfies Record<NonNullable<FineTuned['stopped']>, string>

async function qatCommand(host: Host, path: string, flags: QatFlags): Promise<void> {
  const spec = await openSpec(host, path, flags)
  await requireWritable(flags.out)
  const { plan, train } = spec
  const checkpoint = checkpointOf(flags)
  await withRecorder(host, async (recorder) => {
    const target = {
      out: flags.out,
      name: `${modelNameAt(recorder.store, path)} qat from ${modelNameAt(recorder.store, flags.parent)}`,
      write: ({ model }: FineTuned) => saveModel(model, flags.out),
    }
    const title = `Fine-tune ${modelNameAt(recorder.store, flags.parent)} on ${train.name}, ${plan.iterations} steps`
    const { run, tuned } = await host
      .task(title, (context) => recordFineTuning(recorder, spec, target, context))
      .catch((error: unknown) => {
        if (existsSync(checkpoint))
          host.note(`${checkpoint} holds the training up to its last epoch: go on with --resume`)
        throw error
      })
    await rm(checkpoint, { force: true })
    for (const { file, message } of tuned.badImages) host.note(`left out ${file}: ${message}`)
    host.result(documentOf(run.id, tuned, flags), () => describe(tuned, flags))
  })
}

function documentOf(run: string, tuned: FineTuned, { out }: QatFlags): unknown {
  const { losses, epochs, parent, bestEpoch, stopped, sqnr, agreement, evaluation, resumedFrom } = tuned
  const { stepMs, forwardMs, runtimeMs, elapsedMs } = tuned
  return {
    run,
    out,
    loss: losses,
    epochs: epochs.map(({ epoch, loss, measure }) => ({ epoch, loss, ...measure })),
    parent,
    best: { epoch: bestEpoch, stats: evaluation.coco.stats, agreement: agreement.value },
    sqnr,
    stopped,
    resumedFrom,
    timing: { stepMs, forwardMs, ratio: stepMs / forwardMs, runtimeMs, wallMs: elapsedMs },
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  }
}

/** `quantbench qat MODEL --parent QDQ --train DIR --data DIR --out FILE`: fine-tuning under the float model. */
export const qat: Verb = {
  register(program, withHost) {
    const command = program
      .command('qat')
      .description('fine-tune a quantized detector under its float model')
      .argument('<model>', 'ONNX file of the float detector')
      .requiredOption('--parent <file>', 'the model with Q/DQ nodes to start from')
      .requiredOption('--train <dir>', 'images to train on: COCO or YOLO dataset, or a folder of images')
      .option('--train-split <name>', 'split to train on (default: its training split)')
      .option('--train-images <n>', 'train on the first so many images', integerOption(1))
      .requiredOption('--data <dir>', 'COCO or YOLO dataset to evaluate on after each epoch')
      .option('--split <name>', 'split to evaluate on (default: its validation split)')
      .option('--images <n>', 'evaluate on the first so many images', integerOption(1))
      .requiredOption('--out <file>', 'tuned ONNX file; FILE.checkpoint beside it until the training is done')
      .option('--resume', 'go on from the checkpoint of an earlier start, if there is one')
    addProblemFlag(addNmsFlags(addDetectorFlags(addPlanFlags(command))))
    const host = withHost(command)
    command.action((path: string, flags: QatFlags) => qatCommand(host(), path, flags))
  },
}
