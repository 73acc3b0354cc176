import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCheckpoint, saveCheckpoint } from '../../../scripts/train-demo/checkpoint.ts'
import { DetectorTrainer } from '../../../scripts/train-demo/detector-trainer.ts'
import { trainDetector, type TrainingJob } from '../../../scripts/train-demo/train-detector.ts'
import { DEMO_RECIPE } from '../../../scripts/train-demo/training-recipe.ts'
import type { Weights } from '../../../scripts/train-demo/weights.ts'
import { openDataset, type Dataset } from '../../../src/main/data/dataset.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import { SIDE, writeTinyDataset } from '../../support/tiny-detector.ts'

const CLASSES = ['red', 'green', 'blue'].map((name, index) => ({ id: index + 1, name }))
const RECIPE = {
  ...DEMO_RECIPE,
  side: SIDE,
  batch: 2,
  microBatch: 1,
  epochs: 3,
  plainEpochs: 1,
  rate: { peak: 3e-3, final: 1e-4, warmup: 2 },
}

let folder = ''
let data: Dataset

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'train-demo-'))
  await writeTinyDataset(folder)
  data = await openDataset({ data: folder, split: 'train2017' }, { onProblem: 'stop', sizeOf: imageSize })
})

afterAll(() => rmSync(folder, { recursive: true }))

/** Two images of noise with two objects each. */
function fixedImages() {
  const values = Float32Array.from({ length: 2 * 3 * SIDE * SIDE }, (_, at) => ((at * 7919) % 101) / 101)
  const object = (label: number, x: number) => ({ label, x, y: 20, width: 14, height: 16 })
  return {
    data: values,
    boxes: [
      [object(0, 4), object(2, 40)],
      [object(1, 20), object(0, 44)],
    ],
  }
}

describe('training the demo detector', () => {
  it('fits two images', async () => {
    const names = CLASSES.map(({ name }) => name)
    const trainer = new DetectorTrainer(
      { ...RECIPE, rate: { peak: 4e-3, final: 4e-3, warmup: 0 } },
      names,
      30,
    )
    const losses: number[] = []
    for (let step = 0; step < 30; step++) {
      const { box, objectness, classes } = await trainer.train(fixedImages())
      losses.push(box + objectness + classes)
    }
    await trainer.close()
    expect(Math.min(...losses.slice(-3))).toBeLessThan(0.5 * losses[0])
  })

  it('ends with the same bits after a stop between two epochs', async () => {
    const path = join(folder, 'checkpoint.bin')
    const whole = await trainDetector(job({}))
    const stopped = job({
      async onEpoch(epochs, trainer) {
        await saveCheckpoint(path, { identity: 'same', epochs, trainer: trainer.state() })
        throw new Error('killed')
      },
    })
    await expect(trainDetector(stopped)).rejects.toThrow('killed')
    const from = loadCheckpoint(path, 'same')
    expect(from?.epochs.length).toBe(1)
    const resumed = await trainDetector(job({ from }))
    expect(bitsOf(resumed)).toEqual(bitsOf(whole))
    const [[, first]] = whole
    expect(first.data.some((value) => value !== 0)).toBe(true)
  })

  it('does not go on from a checkpoint that is damaged or of another training', async () => {
    const path = join(folder, 'broken.bin')
    const names = CLASSES.map(({ name }) => name)
    const trainer = new DetectorTrainer(RECIPE, names, 3)
    await saveCheckpoint(path, { identity: 'one', epochs: [], trainer: trainer.state() })
    await trainer.close()
    expect(() => loadCheckpoint(path, 'other')).toThrow('other models, data or settings')
    const bytes = readFileSync(path)
    bytes[bytes.length - 9] ^= 1
    writeFileSync(path, bytes)
    expect(() => loadCheckpoint(path, 'one')).toThrow('damaged')
    expect(loadCheckpoint(join(folder, 'none.bin'), 'one')).toBeNull()
  })

  it('says so when the gradients are no longer numbers', async () => {
    const trainer = new DetectorTrainer(RECIPE, ['red', 'green', 'blue'], 3)
    const images = fixedImages()
    images.data[5] = NaN
    await expect(trainer.train(images)).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' })
    await trainer.close()
  })
})

function job(changes: Partial<TrainingJob>): TrainingJob {
  return {
    recipe: RECIPE,
    data,
    classes: CLASSES,
    from: null,
    measure: async () => ({ AP: 0, AP50: 0 }),
    onEpoch: async () => undefined,
    ...changes,
  }
}

function bitsOf(weights: Weights): [string, number[]][] {
  return Array.from(weights, ([name, { data }]) => [name, [...new Uint32Array(data.slice().buffer)]])
}
