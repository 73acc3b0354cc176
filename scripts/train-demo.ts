// `npm run train:demo [-- --resume]`: trains the bundled detector from scratch with Quantbench's own backward graphs and
// writes resources/demo/detector.onnx and training-log.jsonl. Takes about 40 minutes on two cores. Killed, it goes on
// with --resume from its last epoch and ends with the same bits.
import { parseArgs } from 'node:util'
import { join, resolve } from 'node:path'
import { QuantbenchError } from '../src/main/base/errors.ts'
import { sha256 } from '../src/main/base/files.ts'
import { openDataset, type Dataset } from '../src/main/data/dataset.ts'
import { makeDemoSet } from '../src/main/data/demo-set.ts'
import { imageSize } from '../src/main/data/image.ts'
import { saveModel } from '../src/main/onnx/encode.ts'
import { RUNTIME_VERSION } from '../src/main/session/session.ts'
import { loadCheckpoint, saveCheckpoint } from './train-demo/checkpoint.ts'
import { exportDetector } from './train-demo/export-detector.ts'
import { measureDetector } from './train-demo/measure-detector.ts'
import { trainDetector } from './train-demo/train-detector.ts'
import { writeLog, type TrainedEpoch } from './train-demo/training-log.ts'
import { DEMO_RECIPE, DEMO_TRAINING_IMAGES, type TrainingRecipe } from './train-demo/training-recipe.ts'
import type { Weights } from './train-demo/weights.ts'

const { values: flags } = parseArgs({
  options: {
    /** COCO dataset with the splits train2017 and val2017, in place of the generated one. */
    data: { type: 'string' },
    /** Where the detector and the log go. */
    out: { type: 'string', default: join(import.meta.dirname, '../resources/demo') },
    /** Where the generated data and the checkpoint are. */
    work: { type: 'string', default: join(import.meta.dirname, '../out/train-demo') },
    epochs: { type: 'string', default: String(DEMO_RECIPE.epochs) },
    resume: { type: 'boolean', default: false },
  },
})

async function main(): Promise<void> {
  const out = resolve(flags.out)
  const checkpoint = join(resolve(flags.work), 'checkpoint.bin')
  const recipe: TrainingRecipe = { ...DEMO_RECIPE, epochs: wholeEpochs(flags.epochs) }
  const folder = flags.data === undefined ? await generated(resolve(flags.work)) : resolve(flags.data)
  const [train, val] = await Promise.all([open(folder, 'train2017'), open(folder, 'val2017')])
  const classes = train.groundTruth?.categories ?? []
  const header = {
    recipe,
    classes: classes.map(({ name }) => name),
    train: describe(train),
    val: describe(val),
    runtime: RUNTIME_VERSION,
  }
  const identity = sha256(JSON.stringify(header))
  const modelOf = (weights: Weights) =>
    exportDetector({ classes: header.classes, side: recipe.side, seed: recipe.seed, weights })
  const weights = await trainDetector({
    recipe,
    data: train,
    classes,
    from: flags.resume ? loadCheckpoint(checkpoint, identity) : null,
    measure: (averaged) => measureDetector(modelOf(averaged), val),
    async onEpoch(epochs, trainer) {
      tell(epochs, recipe)
      await saveCheckpoint(checkpoint, { identity, epochs, trainer: trainer.state() })
      await writeLog(join(out, 'training-log.jsonl'), header, epochs)
    },
  })
  await saveModel(modelOf(weights), join(out, 'detector.onnx'))
  console.log(`Wrote ${join(out, 'detector.onnx')}`)
}

function wholeEpochs(text: string): number {
  const epochs = Number(text)
  if (Number.isInteger(epochs) && epochs > 0) return epochs
  throw new QuantbenchError('USAGE', `Expected a number of epochs of 1 or more, got ${text}`, {
    wayOut: 'Leave --epochs out to take those of the bundled detector.',
  })
}

/** The generated dataset, made where it is not there yet. @returns its folder */
async function generated(work: string): Promise<string> {
  const folder = join(work, 'data')
  console.log(`Generating ${DEMO_TRAINING_IMAGES} images in ${folder} unless they are there`)
  await makeDemoSet(folder, { train: DEMO_TRAINING_IMAGES })
  return folder
}

function open(data: string, split: string): Promise<Dataset> {
  return openDataset({ data, split }, { onProblem: 'stop', sizeOf: imageSize })
}

function describe({ images, listHash }: Dataset) {
  return { images: images.length, listHash }
}

function tell(epochs: readonly TrainedEpoch[], recipe: TrainingRecipe): void {
  const { epoch, box, objectness, classes, seconds, AP, AP50 } = epochs[epochs.length - 1]
  const losses = [box, objectness, classes].map((loss) => loss.toFixed(4)).join(' ')
  const quality = AP === undefined ? '' : ` AP ${AP.toFixed(4)} AP50 ${AP50?.toFixed(4)}`
  console.log(`epoch ${epoch}/${recipe.epochs} losses ${losses} in ${seconds.toFixed(0)} s${quality}`)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof QuantbenchError)) throw error
  console.error(error.toLine())
  process.exitCode = error.exitStatus
}
