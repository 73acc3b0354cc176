import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/main/base/random.ts'
import { resourcePath } from '../../../src/main/base/resources.ts'
import { makeDemoSet } from '../../../src/main/data/demo-set.ts'

const PROGRAM = join(import.meta.dirname, 'fixtures', 'calibrate-to-the-end.ts')
const MODEL = resourcePath('demo/detector.onnx')
const IMAGES = 40

let folder = ''
let checkpoint = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-calibration-'))
  checkpoint = join(folder, 'checkpoint')
  await makeDemoSet(join(folder, 'data'), { train: IMAGES + 1, val: 1 })
  const images = join(folder, 'data', 'train2017')
  truncateSync(join(images, readdirSync(images)[17]), 100)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the program, killing it when so many images are done. @returns its last line */
async function calibrate(path: string | null, killAt?: number): Promise<string> {
  const argv = [PROGRAM, MODEL, join(folder, 'data'), ...(path === null ? [] : [path])]
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (text) => (complaint += String(text)))
  const ended = new Promise((resolve) => child.on('close', (status, signal) => resolve(signal ?? status)))
  let last = ''
  for await (const line of createInterface({ input: child.stdout })) {
    last = line
    if (line === `image ${killAt}`) child.kill('SIGKILL')
  }
  expect(await ended, complaint).toBe(killAt === undefined ? 0 : 'SIGKILL')
  return last
}

describe('a calibration that is killed', () => {
  it('ends, when it is started again and again, with the counts of one that was not', async () => {
    const straight = JSON.parse(await calibrate(null))
    expect(straight).toMatchObject({ resumedFrom: 0, bad: 1 })
    const random = seededRandom(7)
    for (const from of [12, 20, 28]) await calibrate(checkpoint, from + random.integer(8))
    const size = readFileSync(checkpoint).length
    expect(size).toBeLessThan(4 << 20)
    const { resumedFrom, ...result } = JSON.parse(await calibrate(checkpoint))
    expect(resumedFrom).toBeGreaterThan(20)
    expect({ resumedFrom: 0, ...result }).toEqual(straight)
    // What is done needs no image any more.
    expect(JSON.parse(await calibrate(checkpoint))).toEqual({ ...straight, resumedFrom: IMAGES })
  })

  it('does not go on from a checkpoint that is cut off', async () => {
    const bytes = readFileSync(checkpoint)
    writeFileSync(checkpoint, bytes.subarray(0, -50))
    await expect(calibrate(checkpoint)).rejects.toThrow(/cannot be resumed from: it is cut off/)
  })
})
