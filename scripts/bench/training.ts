import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { DecodePool } from '../../src/main/data/decode-pool.ts'
import { openDataset } from '../../src/main/data/dataset.ts'
import { imageSize } from '../../src/main/data/image.ts'
import { trainingBatches } from '../../src/main/data/training-batches.ts'
import { recogniseFamily } from '../../src/main/detect/detect-family.ts'
import { loadModel } from '../../src/main/onnx/decode.ts'
import { fineTune, partsOf } from '../../src/main/qat/fine-tune.ts'
import { planFrom } from '../../src/main/qat/plan.ts'
import { teacherStudent } from '../../src/main/qat/teacher-student.ts'
import { recipeFrom } from '../../src/main/quant/recipe.ts'
import { openSession } from '../../src/main/session/session.ts'
import { calibrateModel } from '../../src/main/stages/calibrate.ts'
import { preparedCopy, quantizeCalibrated, tensorsToObserve } from '../../src/main/stages/quantize.ts'
import { MODEL, DATA } from './reference-detector.ts'

const BATCH = 4
const STEPS = 24
const SIZE = 640

/** Milliseconds of bare forward passes of the float model over a batch; median. */
async function forwardTime(): Promise<number> {
  const session = await openSession(MODEL)
  const dims = [BATCH, 3, SIZE, SIZE]
  const feeds = {
    [session.inputs[0].name]: { data: new Float32Array(BATCH * 3 * SIZE * SIZE).fill(0.5), dims },
  }
  const times: number[] = []
  for (let round = 0; round < 8; round++) {
    const started = performance.now()
    await session.run(feeds)
    times.push(performance.now() - started)
  }
  await session.close()
  return times.slice(1).toSorted((a, b) => a - b)[3]
}

/** A step of fine-tuning YOLOv5n, decoding included, over a bare forward pass of the batch; null without it. */
export async function benchTraining(): Promise<unknown> {
  if (!existsSync(MODEL) || !existsSync(DATA)) return null
  const float = preparedCopy(loadModel(MODEL))
  const { preprocess } = recogniseFamily(float)
  const options = { onProblem: 'skip', sizeOf: imageSize } as const
  const dataset = await openDataset({ data: DATA, prefer: 'train' }, options)
  const recipe = recipeFrom({ method: 'entropy' })
  const calibrated = { ...dataset, images: dataset.images.slice(0, 10) }
  const observed = await calibrateModel(float, tensorsToObserve(float, [recipe]), calibrated, preprocess)
  const quantized = quantizeCalibrated(float, recipe, observed)
  const graph = teacherStudent(float, quantized.model, { inputDims: [1, 3, SIZE, SIZE] })
  const forwardBefore = await forwardTime()
  const pool = new DecodePool()
  const plan = planFrom({ iterations: STEPS, epochs: 1, batch: BATCH, rates: [{ from: 0, rate: 1e-5 }] })
  const { stepMs, runtimeMs } = await fineTune({
    graph,
    scales: graph.scales,
    plan,
    async *batches(fromStep) {
      const settings = { pool, batch: BATCH, seed: 0, fromStep }
      for await (const { data, dims, release } of trainingBatches(dataset, preprocess, settings)) {
        const parts = partsOf(graph.input, { data, dims }, 1)
        release()
        yield parts
      }
    },
    measure: () => Promise.resolve(null),
  })
  await pool.close()
  const forwardMs = (forwardBefore + (await forwardTime())) / 2
  return {
    batch: BATCH,
    cores: availableParallelism(),
    stepMs,
    forwardMs,
    ratio: stepMs / forwardMs,
    runtimeMsOfAllThreads: runtimeMs,
    peakMemoryMB: process.resourceUsage().maxRSS / 1024,
  }
}
