import { basename } from 'node:path'
import { recordMainJob } from '../../runs/main-job-record.ts'
import type { Run } from '../../runs/run-record.ts'
import type { MainJobResult, MainJobSpec } from '../../stages/main-job.ts'
import { requireFit } from '../../stages/input-fit.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { openDetector } from '../../stages/open-detector.ts'
import { DEFAULT_VARIANTS, parseVariants } from '../../stages/variants.ts'
import { integerOption } from '../arguments.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import type { Host } from '../host.ts'
import { addNmsFlags, nmsSettings, type NmsFlags } from '../nms-flags.ts'
import { addRecipeFlags, recipeOfFlags, type RecipeFlags } from '../recipe-flags.ts'
import { formatTable, metric } from '../table.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'

interface RunFlags extends DetectorFlags, NmsFlags, RecipeFlags {
  calib?: string
  calibSplit?: string
  calibImages?: number
  data: string
  split?: string
  images?: number
  variants: string
  batch: number
  repeats: number
  stopOnProblem?: boolean
}

/** One line of the closing table. */
interface Row {
  variant: string
  AP: number
  AP50: number
  agreement: number
  fps: number | null
  speedup: number | null
  sizeMB: number
  run: string
}

function rowsOf({ measured, benchmark }: MainJobResult, runs: ReadonlyMap<string, Run>): Row[] {
  return measured.map(({ variant: { label }, evaluation, agreement, bytes }) => {
    const timing = benchmark?.models.find(({ model }) => model === label)
    const { AP, AP50 } = evaluation.coco.stats
    return {
      variant: label,
      AP,
      AP50,
      agreement: agreement.value,
      fps: timing?.fps ?? null,
      speedup: timing?.ratio ?? null,
      sizeMB: bytes.byteLength / 1e6,
      run: runs.get(label)?.id ?? '',
    }
  })
}

function describe(rows: readonly Row[], { measured, benchmark }: MainJobResult): string {
  const fps = benchmark === null ? 'FPS' : `FPS (ort, ${benchmark.provider})`
  const table = formatTable(rows, [
    { title: 'variant', value: ({ variant }) => variant },
    { title: 'AP', value: ({ AP }) => metric(AP), align: 'right' },
    { title: 'AP50', value: ({ AP50 }) => metric(AP50), align: 'right' },
    { title: 'agreement', value: ({ agreement }) => metric(agreement), align: 'right' },
    { title: fps, value: (row) => metric(row.fps, 1), align: 'right' },
    {
      title: 'speed-up',
      value: ({ speedup }) => (speedup === null ? '–' : `${speedup.toFixed(2)}×`),
      align: 'right',
    },
    { title: 'size MB', value: ({ sizeMB }) => sizeMB.toFixed(2), align: 'right' },
    { title: 'run', value: ({ run }) => run },
  ])
  const [{ evaluation }] = measured
  const notes = new Set([...measured.flatMap((variant) => variant.notes), ...(benchmark?.notes ?? [])])
  return [
    table,
    `${evaluation.timing.images} images, ${evaluation.groundTruth.count} boxes; agreement is with fp32's confident detections.`,
    ...notes,
  ].join('\n')
}

async function openSpec(host: Host, path: string, flags: RunFlags): Promise<MainJobSpec> {
  const { device, threads, seed } = host.options
  const variants = parseVariants(flags.variants)
  const recipe = recipeOfFlags(flags)
  const nms = nmsSettings(flags)
  const file = openModelFile(path)
  requireFit(file.model, { batch: flags.batch })
  const onBadImage = problemPolicy(flags)
  const { data, split, images, calib = data, calibSplit, calibImages, batch, repeats } = flags
  const evaluation = await openData(host, { data, split }, { onProblem: onBadImage, images })
  const needsCalibration = variants.some(({ kind }) => kind === 'ptq')
  const calibration = needsCalibration
    ? await openData(
        host,
        { data: calib, split: calibSplit, prefer: 'train' },
        { onProblem: onBadImage, images: calibImages, withGroundTruth: false },
      )
    : null
  const overrides = detectorOverrides(flags)
  const detector = await openDetector(file.model, path, evaluation.images[0].file, overrides, {
    device,
    threads,
  })
  return {
    file,
    detector,
    calibration,
    evaluation,
    variants,
    recipe,
    nms,
    device,
    threads,
    batch,
    repeats,
    seed,
    onBadImage,
  }
}

async function runCommand(host: Host, path: string, flags: RunFlags): Promise<void> {
  const spec = await openSpec(host, path, flags)
  await withRecorder(host, async (recorder) => {
    const title = `Compare ${spec.variants.map(({ label }) => label).join(', ')} of ${basename(path)}`
    const { head, runs, result } = await host.task(title, (context) => recordMainJob(recorder, spec, context))
    const rows = rowsOf(result, runs)
    const { benchmark } = result
    const where = benchmark && {
      backend: benchmark.backend,
      provider: benchmark.provider,
      notes: benchmark.notes,
    }
    host.result({ run: head.id, rows, benchmark: where }, () => describe(rows, result))
  })
}

/** `quantbench run MODEL --calib DIR --data DIR`: the main job. */
export const run: Verb = {
  register(program, withHost) {
    const command = program
      .command('run')
      .description('FP32, FP16 and INT8 by several methods side by side: accuracy, agreement, speed, size')
      .argument('<model>', 'ONNX file of a float detector')
      .requiredOption('--data <dir>', 'COCO or YOLO dataset to evaluate on')
      .option('--split <name>', 'split to evaluate on (default: its validation split)')
      .option('--images <n>', 'evaluate on the first so many images', integerOption(1))
      .option('--calib <dir>', 'calibration images (default: the training split of --data)')
      .option('--calib-split <name>', 'split of the calibration data (default: its training split)')
      .option('--calib-images <n>', 'calibrate on the first so many images', integerOption(1))
      .option('--variants <list>', 'what to compare', DEFAULT_VARIANTS)
      .option('--batch <n>', 'images a run', integerOption(1), 1)
      .option('--repeats <n>', 'rounds of the benchmark; 0 leaves it out', integerOption(0), 30)
    addProblemFlag(addNmsFlags(addDetectorFlags(addRecipeFlags(command))))
    const host = withHost(command)
    command.action((path: string, flags: RunFlags) => runCommand(host(), path, flags))
  },
}
