import { basename, join, resolve } from 'node:path'
import { Option } from 'commander'
import { QuantbenchError } from '../../base/errors.ts'
import { writeAtomically } from '../../base/files.ts'
import { FIRST_IMAGES } from '../../calib/collect.ts'
import { CALIBRATION_METHODS, type CalibrationMethod } from '../../calib/methods.ts'
import { loadCalibrationTable, saveCalibrationTable } from '../../calib/table.ts'
import { calibrationCacheOf, formatCalibrationCache } from '../../calib/tensorrt-cache.ts'
import type { Dataset } from '../../data/dataset.ts'
import type { Preprocess } from '../../data/preprocess.ts'
import { encodeModel, saveModel } from '../../onnx/encode.ts'
import { recordQuantization } from '../../runs/quantization-record.ts'
import { imageInput } from '../../onnx/image-input.ts'
import type { Model } from '../../onnx/model.ts'
import { rangesFromHistograms } from '../../quant/histogram-ranges.ts'
import { quantizeModel, type QuantizedModel } from '../../quant/quantize-model.ts'
import type { Recipe } from '../../quant/recipe.ts'
import { endWork } from '../../runs/partial-work.ts'
import type { RunRecorder } from '../../runs/run-recorder.ts'
import {
  calibrateModel,
  type CalibrateOptions,
  type Calibration,
  type CalibrationCheckpoint,
} from '../../stages/calibrate.ts'
import { calibrationIdentity } from '../../stages/calibration-checkpoint.ts'
import { identityFrom, type Identity } from '../../stages/identity.ts'
import { requireFit } from '../../stages/input-fit.ts'
import { openModelFile, type ModelFile } from '../../stages/model-file.ts'
import { openDetector } from '../../stages/open-detector.ts'
import {
  learnByRecipe,
  learningRecipe,
  quantizeCorrected,
  reconstructs,
} from '../../stages/reconstruct-by-recipe.ts'
import type { Reconstruction } from '../../stages/reconstruct.ts'
import { calibrationTable, preparedCopy, quantizeFromTable, tensorsToObserve } from '../../stages/quantize.ts'
import { integerOption } from '../arguments.ts'
import { addProblemFlag, openData, problemPolicy } from '../dataset-flags.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import type { Host } from '../host.ts'
import { addRecipeFileFlag } from '../recipe-file.ts'
import { addRecipeFlags, recipeOfFlags, type RecipeFlags } from '../recipe-flags.ts'
import {
  addReconstructFlags,
  describeReconstruction,
  reconstructionOf,
  type ReconstructFlags,
} from '../reconstruct-flags.ts'
import { addResumeFlag, beginResumable } from '../resumable.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'

interface PtqFlags extends DetectorFlags, RecipeFlags, ReconstructFlags {
  calib?: string
  split?: string
  images?: number
  batch?: number
  method?: CalibrationMethod
  out: string
  fp16?: boolean
  saveTable?: string
  table?: string
  saveCache?: string
  trtVersion: string
  stopOnProblem?: boolean
  resume?: boolean
}

/** What the ranges came from: images, or a table saved earlier. */
interface Made {
  quantized: QuantizedModel
  calibration: Calibration | null
  /** What was learned behind quantization; the model of `quantized` is then this one's. */
  reconstruction: Reconstruction | null
}

/** Everything that a quantization starts from. */
interface Quantization {
  readonly file: ModelFile
  readonly prepared: Model
  readonly recipe: Recipe
  readonly flags: PtqFlags
  /** Null where the ranges come from a table. */
  readonly images: CalibrationSource | null
}

interface CalibrationSource {
  readonly dataset: Dataset
  readonly preprocess: Preprocess
  readonly tensors: readonly string[]
  readonly options: Pick<CalibrateOptions, 'device' | 'threads' | 'batch' | 'onBadImage'>
}

async function openImages(
  host: Host,
  file: ModelFile,
  dataset: Dataset,
  tensors: readonly string[],
  flags: PtqFlags,
): Promise<CalibrationSource> {
  const { device, threads } = host.options
  const [{ file: trial }] = dataset.images
  const session = { device, threads }
  const { preprocess } = await openDetector(file.model, file.path, trial, detectorOverrides(flags), session)
  const batch = flags.batch ?? imageInput(file.model).batch ?? 1
  return { dataset, preprocess, tensors, options: { ...session, batch, onBadImage: problemPolicy(flags) } }
}

/** What the result depends on. */
function identityOf({ file, recipe, images, flags }: Quantization): Identity {
  if (images === null) return identityFrom({ model: file.sha256, recipe, table: flags.table })
  const { options, ...source } = images
  const { batch = 1, onBadImage = 'stop' } = options
  const parts = { modelSha256: file.sha256, ...source, batch, onBadImage, session: options }
  return {
    ...calibrationIdentity({ ...parts, firstImages: FIRST_IMAGES }),
    ...identityFrom({ recipe }),
  }
}

async function calibrated(
  host: Host,
  { file, prepared, recipe }: Quantization,
  { dataset, preprocess, tensors, options }: CalibrationSource,
  checkpoint: CalibrationCheckpoint,
): Promise<Made> {
  const calibration = await host.task(`Calibrate ${basename(file.path)} on ${dataset.name}`, (context) =>
    calibrateModel(prepared, tensors, dataset, preprocess, { ...options, checkpoint }, context),
  )
  for (const { file: image, message } of calibration.badImages) host.note(`left out ${image}: ${message}`)
  const ranges = { activations: rangesFromHistograms(calibration.histograms) }
  if (!reconstructs(recipe)) {
    const quantized = quantizeModel(prepared, recipe, ranges)
    return { quantized, calibration, reconstruction: null }
  }
  const { batch: _batch, ...session } = options
  const reconstruction = await host.task(`Reconstruct ${basename(file.path)} on ${dataset.name}`, (context) =>
    learnByRecipe(prepared, recipe, ranges, { dataset, preprocess }, session, context),
  )
  const quantized = quantizeCorrected(prepared, recipe, ranges, reconstruction.learned)
  return { quantized, calibration, reconstruction }
}

/** Quantizes with the ranges of a table saved earlier. */
async function fromTable({ prepared, recipe, flags }: Quantization): Promise<Made> {
  const table = await loadCalibrationTable(flags.table ?? '')
  return {
    quantized: quantizeFromTable(prepared, recipe, table),
    calibration: null,
    reconstruction: null,
  }
}

async function saveSideFiles(flags: PtqFlags, file: ModelFile, recipe: Recipe, made: Made): Promise<void> {
  const { calibration, quantized } = made
  if (flags.saveTable !== undefined && calibration !== null) {
    const source = { path: file.path, sha256: file.sha256 }
    await saveCalibrationTable(flags.saveTable, calibrationTable(source, recipe, calibration, quantized))
  }
  if (flags.saveCache !== undefined) {
    const ranges = quantized.quantizers.flatMap(({ kind, tensor, amax }) =>
      kind === 'activation' ? [[tensor, amax[0]] as const] : [],
    )
    await writeAtomically(
      flags.saveCache,
      formatCalibrationCache(calibrationCacheOf(ranges, flags.trtVersion)),
    )
  }
}

/** The time is that of all images, the ones before an interruption included. */
function resumedText({ timing: { resumedFrom } }: Calibration): string {
  return resumedFrom === 0 ? '' : ` (${resumedFrom} of them before an interruption)`
}

function describe({ quantized, calibration, reconstruction }: Made, flags: PtqFlags): string {
  const count = (kind: string) => quantized.quantizers.filter((quantizer) => quantizer.kind === kind).length
  const excluded = quantized.excluded.map(({ layer, reason }) => `  ${layer}: ${reason}`)
  return [
    `${flags.out}: ${count('activation')} activation and ${count('weight')} weight quantizers, ${quantized.scaleGroups.length} scale groups`,
    calibration === null
      ? `ranges from ${flags.table}`
      : `ranges from ${calibration.images} images${resumedText(calibration)} in ${(calibration.timing.wallMs / 1000).toFixed(1)} s`,
    ...(excluded.length === 0 ? [] : ['float:', ...excluded]),
    ...quantized.notes,
    ...(reconstruction === null ? [] : describeReconstruction(reconstruction)),
  ].join('\n')
}

/** What reconstruction reports, for the run's record and for `--json`; nothing where it was not asked for. */
function reportsOf(reconstruction: Reconstruction | null) {
  const { adaround = null, biasCorrection = null } = reconstruction ?? {}
  return {
    ...(adaround && {
      adaround: {
        ...adaround,
        units: adaround.units.map((unit) => ({ ...unit, layers: [...unit.layers] })),
        skipped: adaround.skipped.map((unit) => ({ ...unit })),
      },
    }),
    ...(biasCorrection && {
      biasCorrection: { ...biasCorrection, layers: biasCorrection.layers.map((layer) => ({ ...layer })) },
    }),
  }
}

/** Quantizes, writes the files that were asked for, and stores the run; nothing is written before all of it exists. */
async function quantizeAndKeep(host: Host, recorder: RunRecorder, work: Quantization): Promise<void> {
  const started = performance.now()
  const { file, flags, recipe, images } = work
  const { store } = recorder
  const subject = {
    file,
    family: null,
    datasets: images === null ? [] : [{ dataset: images.dataset, role: 'calibration' as const }],
  }
  const name = `${basename(file.path)} ptq:${recipe.method}`
  const { run, folder, resumed } = await beginResumable(
    host,
    store,
    {
      verb: 'ptq',
      place: resolve(flags.out),
      identity: identityOf(work),
      resume: flags.resume === true,
    },
    () => recorder.start({ kind: 'ptq', name, parameters: { recipe: { ...recipe } } }, subject),
  )
  const checkpoint = { path: join(folder, 'calibration'), resume: resumed, modelSha256: file.sha256 }
  await recorder.during([run.id], async () => {
    const made = images === null ? await fromTable(work) : await calibrated(host, work, images, checkpoint)
    const { quantized, calibration, reconstruction } = made
    await saveModel(quantized.model, flags.out)
    await saveSideFiles(flags, file, recipe, made)
    await recorder.keepModel(run.id, encodeModel(quantized.model), basename(flags.out), null, flags.out)
    if (calibration !== null) {
      const source = { path: file.path, sha256: file.sha256 }
      await recordQuantization(store, run.id, { model: source, recipe, calibration, quantized })
      const { images, batch, firstImages, listHash, timing } = calibration
      store.runs.update(run.id, {
        parameters: {
          recipe: { ...recipe },
          calibration: { images, batch, firstImages, listHash },
          ...reportsOf(reconstruction),
        },
      })
      store.metrics.put(run.id, [{ name: 'calibration wall', value: timing.wallMs, unit: 'ms' }])
    }
    host.result(
      {
        run: run.id,
        out: flags.out,
        quantizers: quantized.quantizers,
        excluded: quantized.excluded,
        scaleGroups: quantized.scaleGroups,
        notes: quantized.notes,
        half: quantized.half,
        ...reportsOf(reconstruction),
        timing: { wallMs: performance.now() - started, calibration: calibration?.timing ?? null },
      },
      () => describe(made, flags),
    )
  })
  endWork(store, run.id)
}

async function ptqCommand(host: Host, path: string, flags: PtqFlags): Promise<void> {
  if ((flags.calib === undefined) === (flags.table === undefined)) {
    throw new QuantbenchError('USAGE', 'Expected either --calib DIR or --table FILE', {
      wayOut: 'Calibrate on images with --calib, or use the ranges of a table saved before with --table.',
    })
  }
  // What does not go together is refused before the model is read.
  const given = recipeOfFlags(flags, { method: flags.method, fp16: flags.fp16 })
  const recipe: Recipe = { ...given, reconstruction: reconstructionOf(flags, given, host.options.seed) }
  const file = openModelFile(path)
  requireFit(file.model, { batch: flags.batch })
  const prepared = preparedCopy(file.model)
  const { calib, split, images: limit } = flags
  const options = { onProblem: problemPolicy(flags), images: limit, withGroundTruth: false }
  const images =
    calib === undefined
      ? null
      : await openImages(
          host,
          file,
          await openData(host, { data: calib, split, prefer: 'train' }, options),
          tensorsToObserve(prepared, [recipe, ...(reconstructs(recipe) ? [learningRecipe(recipe)] : [])]),
          flags,
        )
  const work = { file, prepared, recipe, flags, images }
  await withRecorder(host, (recorder) => quantizeAndKeep(host, recorder, work))
}

/** `quantbench ptq MODEL --calib DIR --out FILE`: INT8 with Q/DQ nodes. */
export const ptq: Verb = {
  register(program, withHost) {
    const command = program
      .command('ptq')
      .description('quantize a float detector to INT8 with Q/DQ nodes')
      .argument('<model>', 'ONNX file')
      .requiredOption('--out <file>', 'quantized ONNX file')
      .option('--calib <dir>', 'calibration images: COCO or YOLO dataset, or a folder of images')
      .option('--split <name>', 'split of the calibration data (default: its training split)')
      .option('--images <n>', 'use only the first so many images', integerOption(1))
      .option('--batch <n>', 'images a run', integerOption(1))
      .addOption(
        new Option('--method <name>', 'calibration method of the activations (default: mse)').choices(
          CALIBRATION_METHODS,
        ),
      )
      .option('--fp16', 'the float rest in FP16, for strongly typed TensorRT')
      .option('--save-table <file>', 'save the ranges of every method')
      .option('--table <file>', 'take the ranges from a saved table instead of images')
      .option('--save-cache <file>', 'save the ranges as a TensorRT calibration cache')
      .option('--trt-version <x.y.z>', 'TensorRT version in the header of the cache', '10.3.0')
    addResumeFlag(
      addProblemFlag(addDetectorFlags(addReconstructFlags(addRecipeFlags(addRecipeFileFlag(command))))),
    )
    const host = withHost(command)
    command.action((path: string, flags: PtqFlags) => ptqCommand(host(), path, flags))
  },
}
