import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RecordLog } from '../../../src/main/stages/record-log.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-log-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const inFolder = (name: string) => join(folder, name)
const IDENTITY = { model: 'a', images: 'b' }
const RECORDS = ['one', 'two two', 'three']

/** Writes records and closes; as texts, what an earlier process had written. */
async function write(path: string, records: readonly string[], resume: boolean): Promise<string[]> {
  const log = await RecordLog.open(path, IDENTITY, resume)
  for (const record of records)
    await log.append([Buffer.from(record.slice(0, 2)), Buffer.from(record.slice(2))])
  await log.close()
  return log.earlier.map(String)
}

describe('RecordLog', () => {
  it('gives back what was written, goes on behind it, and begins anew where it is not to resume', async () => {
    const path = inFolder('whole')
    expect(await write(path, RECORDS, true)).toEqual([])
    expect(await write(path, ['four'], true)).toEqual(RECORDS)
    expect(await write(path, [], true)).toEqual([...RECORDS, 'four'])
    expect(await write(path, ['other'], false)).toEqual([])
    expect(await write(path, [], true)).toEqual(['other'])
  })

  it('takes the whole records of a log that is cut off anywhere, and goes on where they end', async () => {
    const whole = inFolder('uncut')
    await write(whole, [], false)
    const start = readFileSync(whole).length
    await write(whole, RECORDS, true)
    const size = readFileSync(whole).length
    for (let length = start; length < size; length++) {
      const path = inFolder('cut')
      copyFileSync(whole, path)
      truncateSync(path, length)
      const left = await write(path, [], true)
      expect(left).toEqual(RECORDS.slice(0, left.length))
      await write(path, ['behind'], true)
      expect(await write(path, [], true)).toEqual([...left, 'behind'])
    }
  })

  it('takes what comes before a damaged record only', async () => {
    const path = inFolder('damaged')
    await write(path, RECORDS, false)
    const bytes = readFileSync(path)
    bytes[bytes.indexOf('two two')] ^= 1
    writeFileSync(path, bytes)
    expect(await write(path, [], true)).toEqual(['one'])
  })

  it('refuses a log of other work, saying what differs, and what is no log', async () => {
    const path = inFolder('other')
    await write(path, RECORDS, false)
    await expect(RecordLog.open(path, { ...IDENTITY, images: 'c' }, true)).rejects.toMatchObject({
      code: 'CHECKPOINT_INVALID',
      message: `${path} cannot be resumed from: images was b, is c`,
    })
    expect(await write(path, [], true)).toEqual(RECORDS)
    for (const [content, why] of [
      ['something else', /no log of records/],
      [readFileSync(path).subarray(0, 25), /damaged/],
    ] as const) {
      writeFileSync(path, content)
      await expect(RecordLog.open(path, IDENTITY, true)).rejects.toMatchObject({
        code: 'CHECKPOINT_INVALID',
        message: expect.stringMatching(why),
      })
    }
  })

  it('says so where it cannot write', async () => {
    await expect(RecordLog.open(inFolder('whole/below'), IDENTITY, false)).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    })
  })
})
