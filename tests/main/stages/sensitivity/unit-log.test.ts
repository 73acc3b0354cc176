import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RecordLog } from '../../../../src/main/stages/record-log.ts'
import type { Measured } from '../../../../src/main/stages/sensitivity/measured.ts'
import { UnitLog } from '../../../../src/main/stages/sensitivity/unit-log.ts'

const identity = { model: 'a' }
const figures = { AP: 0.1 + 0.2, AP50: -1, agreement: 1 / 3, overlap: 0.7, sqnr: Infinity }
const measured: Measured = { ...figures, images: 6, halves: [figures, { ...figures, sqnr: 1 / 7 }] }
const state = { state: 'one-off model.1', measured, milliseconds: 12.5, scores: [0.1, 1 / 3] }

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'quantbench-units-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const path = () => join(folder, 'units')

async function written(): Promise<void> {
  const log = await UnitLog.open(path(), identity, false)
  await log.keep(state)
  await log.close()
}

describe('UnitLog', () => {
  it('gives back what an earlier process kept, to the last bit, infinity included', async () => {
    await written()
    const log = await UnitLog.open(path(), identity, true)
    expect(log.find(state.state)).toEqual(state)
    expect(log.find('one-off model.2')).toBeUndefined()
    await log.close()
  })

  it('goes on behind a record that was cut off', async () => {
    await written()
    const whole = readFileSync(path())
    appendFileSync(path(), whole.subarray(-20))
    const log = await UnitLog.open(path(), identity, true)
    await log.keep({ ...state, state: 'quantized' })
    await log.close()
    const again = await UnitLog.open(path(), identity, true)
    expect([state.state, 'quantized'].map((name) => again.find(name)?.milliseconds)).toEqual([12.5, 12.5])
    await again.close()
  })

  it('begins anew without resume', async () => {
    await written()
    const log = await UnitLog.open(path(), identity, false)
    expect(log.find(state.state)).toBeUndefined()
    await log.close()
  })

  it('says what differs where it belongs to other work', async () => {
    await written()
    await expect(UnitLog.open(path(), { model: 'b' }, true)).rejects.toMatchObject({
      code: 'CHECKPOINT_INVALID',
      message: expect.stringContaining('model was a, is b'),
    })
  })

  it('refuses records that are none of its own', async () => {
    const log = await RecordLog.open(path(), identity, false)
    await log.append([Buffer.from('{"state":"x"}')])
    await log.close()
    await expect(UnitLog.open(path(), identity, true)).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' })
    writeFileSync(path(), 'something else')
    await expect(UnitLog.open(path(), identity, true)).rejects.toMatchObject({ code: 'CHECKPOINT_INVALID' })
  })
})
