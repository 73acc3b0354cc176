import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCheckpoint, saveCheckpoint, type Checkpoint } from '../../../src/main/qat/checkpoint.ts'
import { mountRefusal, mountSmallDisk } from '../runs/small-disk.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-checkpoint-'))
  path = join(folder, 'model.onnx.checkpoint')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Values whose bits text would lose. */
const ODD = Float32Array.of(0.1, -0, 1e-45, 3.4e38, Math.fround(Math.PI))

function checkpoint(size = 5): Checkpoint {
  const array = (from: number) => Float32Array.from({ length: size }, (_, at) => ODD[(at + from) % 5])
  return {
    identity: 'abc',
    step: 40,
    elapsedMs: 12.5,
    losses: [0.1, 0.2, 1 / 3],
    epochs: [
      { epoch: 0, loss: 0.15, measure: { AP: 0.3, AP50: 0.5, agreement: 0.9 } },
      { epoch: 1, loss: 0.14, measure: null },
    ],
    parent: { AP: -1, AP50: -1, agreement: 1 },
    bestEpoch: -1,
    learner: {
      parameters: new Map([
        ['model.0.weight', array(0)],
        ['Größe/scale', array(1)],
      ]),
      logarithms: new Map([['Größe/scale', array(2)]]),
      weights: { steps: 40, moments: new Map([['model.0.weight', [array(3), array(4)]]]) },
      scales: { steps: 7, moments: new Map([['Größe/scale', [array(0), array(2)]]]) },
    },
    best: new Map([['model.0.weight', array(1)]]),
  }
}

function expectInvalid(why: string, identity = 'abc'): void {
  expect(() => loadCheckpoint(path, identity)).toThrow(
    expect.objectContaining({
      code: 'CHECKPOINT_INVALID',
      message: expect.stringContaining(why),
      wayOut: expect.stringContaining('--resume'),
    }),
  )
}

describe('checkpoint', () => {
  it('comes back bit for bit', async () => {
    await saveCheckpoint(path, checkpoint())
    const loaded = loadCheckpoint(path, 'abc')
    // Compares with Object.is, so that −0 counts.
    expect(loaded).toStrictEqual(checkpoint())
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('keeps the order of parameters, and empty groups', async () => {
    const bare = checkpoint()
    const learner = { ...bare.learner, logarithms: new Map(), scales: { steps: 0, moments: new Map() } }
    await saveCheckpoint(path, { ...bare, learner, epochs: [], losses: [], parent: null })
    const loaded = loadCheckpoint(path, 'abc')
    expect([...(loaded?.learner.parameters.keys() ?? [])]).toEqual(['model.0.weight', 'Größe/scale'])
    expect(loaded?.learner.logarithms.size).toBe(0)
  })

  it('is null where there is none', () => {
    expect(loadCheckpoint(path, 'abc')).toBeNull()
  })

  it('replaces an older one', async () => {
    await saveCheckpoint(path, checkpoint())
    await saveCheckpoint(path, { ...checkpoint(), step: 41 })
    expect(loadCheckpoint(path, 'abc')?.step).toBe(41)
  })

  it('refuses a file that is damaged, cut off or something else', async () => {
    await saveCheckpoint(path, checkpoint())
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, -9))
    expectInvalid('it is cut off')
    bytes[bytes.length - 40] ^= 1
    writeFileSync(path, bytes)
    expectInvalid('it is damaged')
    writeFileSync(path, 'quantbench checkpoint 1\n')
    expectInvalid('expected version 2')
    writeFileSync(path, 'not a checkpoint')
    expectInvalid('it is no quantbench checkpoint')
  })

  it('refuses one of another training', async () => {
    await saveCheckpoint(path, checkpoint())
    expectInvalid('other models, data or settings', 'abd')
  })

  it('reports a path that cannot be read', () => {
    mkdirSync(path)
    expect(() => loadCheckpoint(path, 'abc')).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }))
  })

  const noDisk = mountRefusal()
  it.skipIf(noDisk !== undefined)(
    `leaves the old one on a full disk${noDisk === undefined ? '' : ` [skipped: ${noDisk}]`}`,
    async () => {
      const small = join(mountSmallDisk(1), 'checkpoint')
      await saveCheckpoint(small, checkpoint())
      const before = readFileSync(small)
      await expect(saveCheckpoint(small, checkpoint(100_000))).rejects.toMatchObject({ code: 'DISK_FULL' })
      expect(readFileSync(small)).toEqual(before)
      expect(readdirSync(join(small, '..'))).toEqual(['checkpoint'])
    },
  )
})
