import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/main/base/progress.ts'
import { decodeModel } from '../../../src/main/onnx/decode.ts'
import type { Model } from '../../../src/main/onnx/model.ts'
import { DataType, newValueInfo } from '../../../src/main/onnx/proto.ts'
import { floatsOf } from '../../../src/main/onnx/tensor.ts'
import type { PartialPlan } from '../../../src/main/qat/plan.ts'
import { readQuantizers } from '../../../src/main/quant/read-quantizers.ts'
import { copyModel } from '../../../src/main/session/taps.ts'
import { fineTuneModel, type FineTuned } from '../../../src/main/stages/fine-tune.ts'
import { checkedOpset, checkerNote, complaints } from '../../support/onnx-checker.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'
import { STEM, tinySpec, writeTinyParent } from '../qat/tiny-tuning.ts'

const workspace = useTinyWorkspace(4)
const PLAN: PartialPlan = { iterations: 24, epochs: 3, batch: 2, rates: [{ from: 0, rate: 0.05 }], seed: 3 }

beforeAll(() => writeTinyParent(workspace))

function floats({ graph }: Model, name: string): Float32Array {
  const { initializer } = graph.get(name)
  return initializer === null ? new Float32Array() : floatsOf(initializer)
}

/** The model without its stored tensors: operators, names, attributes, links. */
function structure({ graph }: Model): string[] {
  return graph.nodes.map(
    (node) =>
      `${node.opType} ${node.name} ${node.inputs.map((input) => input?.name).join()} → ${node.outputs.map((output) => output?.name).join()}`,
  )
}

describe('fineTuneModel', () => {
  let tuned: FineTuned
  beforeAll(async () => {
    tuned = await fineTuneModel(await tinySpec(workspace, PLAN))
  })

  it('repairs what the parent lost, and says by how much', () => {
    const { parent, epochs, bestEpoch, evaluation, agreement, sqnr, losses } = tuned
    // Two of three colours are found.
    expect(parent?.AP).toBeGreaterThan(0.5)
    expect(parent?.AP).toBeLessThan(0.8)
    expect(bestEpoch).toBeGreaterThanOrEqual(0)
    expect(evaluation.coco.stats.AP).toBeGreaterThan((parent?.AP ?? 1) + 0.1)
    expect(evaluation.coco.stats.AP).toBe(epochs[bestEpoch].measure?.AP)
    expect(agreement.value).toBe(epochs[bestEpoch].measure?.agreement)
    expect(agreement.value).toBeGreaterThan(parent?.agreement ?? 1)
    // The output is mostly boxes, which neither model touches.
    expect(Math.min(sqnr.parent, sqnr.tuned)).toBeGreaterThan(40)
    expect(Math.max(sqnr.parent, sqnr.tuned)).toBeLessThan(80)
    expect(sqnr.tuned).not.toBe(sqnr.parent)
    expect(sqnr.images).toBe(4)
    expect(losses.at(-1)).toBeLessThan(0.3 * losses[0])
    expect(tuned).toMatchObject({ resumedFrom: 0, badImages: [], stopped: null })
    expect([tuned.stepMs, tuned.runtimeMs, tuned.forwardMs].every((value) => value > 0)).toBe(true)
  })

  it("keeps the parent's graph and quantizers, and changes weights", async () => {
    const { parent } = await tinySpec(workspace, PLAN)
    expect(structure(tuned.model)).toEqual(structure(parent.model))
    expect(readQuantizers(tuned.model.graph)).toEqual(readQuantizers(parent.model.graph))
    expect(floats(tuned.model, STEM)).not.toEqual(floats(parent.model, STEM))
    // The head takes no part in the loss.
    expect(floats(tuned.model, 'model.1.cv3.1.weight')).toEqual(floats(parent.model, 'model.1.cv3.1.weight'))
    expect(tuned.model.opsets).toEqual(parent.model.opsets)
    expect(structure(decodeModel(tuned.bytes))).toEqual(structure(parent.model))
  })

  it.skipIf(checkedOpset === 0)(`writes a model that ONNX's checker accepts${checkerNote}`, () => {
    expect(complaints({ tuned: tuned.model })).toBe('')
  })

  it('comes to the same bytes again', async () => {
    const labels = new Set<string>()
    const onProgress = ({ phase, label = '' }: Progress) => void (phase === 'train' || labels.add(label))
    const again = await fineTuneModel(await tinySpec(workspace, PLAN), {}, { onProgress })
    expect(Buffer.from(again.bytes).equals(tuned.bytes)).toBe(true)
    // The best epoch has been evaluated in its turn, and is not again.
    const epochs = [1, 2, 3].map((epoch) => `epoch ${epoch} of 3`)
    expect([...labels]).toEqual(['float model', 'parent', ...epochs])
    expect(again.losses).toEqual(tuned.losses)
  })

  it('learns scales where the plan says so, one for both nodes of a pair', async () => {
    const plan = { ...PLAN, iterations: 6, scales: 'lsq', scaleRate: 1e-6 } as const
    const spec = await tinySpec(workspace, plan)
    const { model, bestEpoch } = await fineTuneModel(spec)
    expect(bestEpoch).toBeGreaterThanOrEqual(0)
    const [before, after] = [spec.parent.model, model].map(({ graph }) => readQuantizers(graph))
    expect(after.map(({ tensor, kind, layers }) => ({ tensor, kind, layers }))).toEqual(
      before.map(({ tensor, kind, layers }) => ({ tensor, kind, layers })),
    )
    after.forEach(({ kind, scales }, at) => {
      if (kind === 'activation') expect(scales).not.toEqual(before[at].scales)
      else expect(scales).toEqual(before[at].scales)
    })
    for (const node of model.graph.nodes.filter(({ opType }) => opType === 'DequantizeLinear'))
      expect(node.input(1)?.name).toBe(node.input(0)?.producer?.input(1)?.name)
  })

  it('goes back to the parent, byte for byte in its weights, where training makes it worse', async () => {
    const spec = await tinySpec(workspace, {
      ...PLAN,
      iterations: 2,
      epochs: 1,
      rates: [{ from: 0, rate: 0 }],
    })
    const { model, bestEpoch, evaluation, parent } = await fineTuneModel(spec)
    expect(bestEpoch).toBe(-1)
    for (const { name, initializer } of spec.parent.model.graph.initializers)
      if (initializer?.dataType === DataType.FLOAT) expect(floats(model, name)).toEqual(floatsOf(initializer))
    expect(evaluation.coco.stats.AP).toBe(parent?.AP)
  })

  it('leaves out images that cannot be read and reports them, or stops at the first', async () => {
    const spec = await tinySpec(workspace, { ...PLAN, iterations: 4, epochs: 1 }, { onBadImage: 'skip' })
    const bad = spec.train.images[2]
    const broken = { ...bad, file: join(workspace.folder, 'broken.png') }
    writeFileSync(broken.file, 'no image')
    const images = spec.train.images.map((image) => (image === bad ? broken : image))
    const train = { ...spec.train, images, listHash: 'with a broken one' }
    const { badImages, losses } = await fineTuneModel({ ...spec, train })
    expect(losses).toHaveLength(4)
    expect(badImages).toEqual([expect.objectContaining({ file: broken.file, code: 'IMAGE_UNREADABLE' })])
    await expect(fineTuneModel({ ...spec, train, onBadImage: 'stop' })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    })
  })

  it('stops when it is cancelled, and goes on from its checkpoint with the same plan only', async () => {
    const path = join(workspace.folder, 'checkpoint')
    const plan = { ...PLAN, iterations: 6 }
    const controller = new AbortController()
    const spec = await tinySpec(workspace, plan, { checkpoint: { path, resume: false } })
    const cancelled = fineTuneModel(
      spec,
      { onStep: ({ step }) => (step === 2 ? controller.abort() : undefined) },
      { signal: controller.signal },
    )
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(readdirSync(workspace.folder).filter((name) => name.startsWith('checkpoint'))).toEqual([
      'checkpoint',
    ])
    const resume = { checkpoint: { path, resume: true } }
    const other = await tinySpec(workspace, { ...plan, seed: 4 }, resume)
    await expect(fineTuneModel(other)).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' })
    const resumed = await fineTuneModel(await tinySpec(workspace, plan, resume))
    expect(resumed.resumedFrom).toBe(2)
    const straight = await fineTuneModel(await tinySpec(workspace, plan))
    expect(Buffer.from(resumed.bytes).equals(straight.bytes)).toBe(true)
    rmSync(path)
  })

  it('runs a model of a fixed batch in whole batches, and refuses others', async () => {
    const spec = await tinySpec(workspace, { ...PLAN, batch: 3, iterations: 2, epochs: 1 })
    const model = copyModel(spec.file.model)
    const [input] = model.graph.inputs
    input.info = newValueInfo(input.name, DataType.FLOAT, [2, 3, 64, 64])
    await expect(fineTuneModel({ ...spec, file: { ...spec.file, model } })).rejects.toMatchObject({
      code: 'RECIPE_INVALID',
      message: expect.stringContaining('multiple of the 2 images'),
    })
  })

  it('refuses a parent that was made from another model', async () => {
    const spec = await tinySpec(workspace, PLAN)
    const model = copyModel(spec.parent.model)
    for (const value of [...model.graph.values]) {
      if (value.producer?.opType === 'Mul') model.graph.rename(value, `${value.name}_of_another`)
    }
    await expect(fineTuneModel({ ...spec, parent: { ...spec.parent, model } })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
    })
  })
})
