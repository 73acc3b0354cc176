import { describe, expect, it } from 'vitest'
import { openDataset } from '../../../src/main/data/dataset.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import { EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { runMainJob, type MainJobSpec } from '../../../src/main/stages/main-job.ts'
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
      onStart: ({ label }) => started.push(label),
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
})

describe('parseVariants', () => {
  it('puts the float model first, whatever the order', () => {
    expect(parseVariants('ptq:mse, fp32').map(({ label }) => label)).toEqual(['fp32', 'ptq:mse'])
    expect(parseVariants('ptq:percentile@99.9')[1]).toMatchObject({ method: 'percentile', percentile: 99.9 })
  })

  it.each([
    '',
    'int8',
    'ptq:best',
    'ptq:mse@99',
    'ptq:percentile@0',
    'ptq:percentile@101',
    'ptq:mse,ptq:mse',
  ])('refuses %j', (text) => {
    expect(() => parseVariants(text)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
