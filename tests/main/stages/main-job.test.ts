import { describe, expect, it } from 'vitest'
import { openDataset } from '../../../src/main/data/dataset.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import { EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'
import { planFrom } from '../../../src/main/qat/plan.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { runMainJob } from '../../../src/main/stages/main-job.ts'
import type { MainJobSpec } from '../../../src/main/stages/main-job-spec.ts'
import { openModelFile } from '../../../src/main/stages/model-file.ts'
import { openDetector } from '../../../src/main/stages/open-detector.ts'
import { parseVariants } from '../../../src/main/stages/variants.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()

async function spec(changes: Partial<MainJobSpec> = {}): Promise<MainJobSpec> {
  const file = openModelFile(workspace.model)
  const options = { onProblem: 'stop', sizeOf: imageSize } as const
  const evaluation = await openDataset({ data: workspace.data }, options)
  const calibration = await openDataset({ data: workspace.data, prefer: 'train' }, options)
  const detector = await openDetector(file.model, 'tiny', evaluation.images[0].file)
  const common = { device: 'cpu', threads: 1, batch: 1, repeats: 2, seed: 0, onBadImage: 'stop' } as const
  const variants = parseVariants('fp32,fp16,ptq:max,ptq:mse')
  return {
    file,
    detector,
    calibration,
    evaluation,
    variants,
    training: null,
    recipe: recipeFrom(),
    nms: EVALUATION_NMS,
    ...common,
    ...changes,
  }
}

describe('runMainJob', () => {
  it('measures every variant against the float model on data whose answer is known', async () => {
    const started: string[] = []
    const stored: string[] = []
    const { measured, benchmark, calibration } = await runMainJob(await spec(), {
      onStart: async ({ label }) => void started.push(label),
      onVariant: async ({ variant }) => void stored.push(variant.label),
    })
    expect(started).toEqual(['fp32', 'fp16', 'ptq:max', 'ptq:mse'])
    expect(stored).toEqual(started)
    expect(calibration?.images).toBe(6)
    // Squares on the grid, found by filters made for them.
    expect(measured[0].evaluation.coco.stats.AP).toBe(1)
    expect(measured[0].agreement.value).toBe(1)
    for (const { evaluation, agreement } of measured) {
      expect(evaluation.coco.stats.AP50).toBe(1)
      expect(agreement.value).toBe(1)
    }
    expect(measured[2].quantized?.quantizers.length).toBeGreaterThan(0)
    expect(benchmark?.models.map(({ model }) => model)).toEqual(started)
    expect(benchmark?.models[0].ratio).toBe(1)
    expect(benchmark?.notes.join()).toContain('does not predict TensorRT')
  })

  it('stops at the first image after it is cancelled, and starts nothing more', async () => {
    const controller = new AbortController()
    const stored: string[] = []
    const job = runMainJob(
      await spec(),
      {
        onVariant: async ({ variant }) => {
          stored.push(variant.label)
          controller.abort()
        },
      },
      { signal: controller.signal },
    )
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(stored).toEqual(['fp32'])
  })

  it('fine-tunes the least accurate quantized variant and says which it was', async () => {
    const plan = planFrom({ iterations: 4, epochs: 2, batch: 2, rates: [{ from: 0, rate: 1e-4 }] })
    const given = await spec({ variants: parseVariants('qat,ptq:max,ptq:mse'), repeats: 0 })
    const parents: (string | undefined)[] = []
    const losses: number[] = []
    const epochs: number[] = []
    const { measured } = await runMainJob(
      { ...given, training: { dataset: given.evaluation, plan } },
      {
        onStart: async (_, parent) => void parents.push(parent?.variant.label),
        onStep: ({ loss }) => losses.push(loss),
        onEpoch: ({ epoch }) => epochs.push(epoch),
      },
    )
    expect(measured.map(({ variant }) => variant.label)).toEqual(['fp32', 'ptq:max', 'ptq:mse', 'qat'])
    const worst = measured
      .slice(1, 3)
      .toSorted((one, other) => one.evaluation.coco.stats.AP - other.evaluation.coco.stats.AP)[0]
    expect(parents).toEqual([undefined, undefined, undefined, worst.variant.label])
    const { tuned, notes } = measured[3]
    expect(notes).toEqual([`qat starts from ${worst.variant.label}.`])
    expect(tuned?.losses).toEqual(losses)
    expect(losses).toHaveLength(4)
    expect(epochs).toEqual([0, 1])
    expect(tuned?.parent?.AP).toBe(worst.evaluation.coco.stats.AP)
  })
})
