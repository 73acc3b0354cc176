import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Uploads } from '../../../src/main/api/uploads.ts'
import { stagingFolder, uploadsFolder } from '../../../src/main/runs/layout.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('uploads', () => {
  let home: string
  let uploads: Uploads
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'quantbench-uploads-'))
    uploads = new Uploads(home)
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  const staged = () => (existsSync(stagingFolder(home)) ? readdirSync(stagingFolder(home)) : [])

  async function hand(files: Readonly<Record<string, string>>): Promise<string[]> {
    const entries = Object.entries(files)
    const id = await uploads.begin(entries.map(([name, text]) => ({ name, size: text.length })))
    for (const [file, [, text]] of entries.entries()) {
      for (let offset = 0; offset < text.length; offset += 2)
        await uploads.append(id, file, offset, bytes(text.slice(offset, offset + 2)))
    }
    return uploads.finish(id)
  }

  it('put pieces together, and keep files that belong together in one folder', async () => {
    const [model, data] = await hand({ 'm.onnx': 'abcde', 'm.onnx.data': 'xyz' })
    expect([model, data].map((path) => readFileSync(path, 'utf8'))).toEqual(['abcde', 'xyz'])
    expect(model).toBe(join(data, '../m.onnx'))
    expect(staged()).toEqual([])
  })

  it('are named by their content: the same once more is the same path', async () => {
    const [first] = await hand({ 'm.onnx': 'abcde' })
    const [again] = await hand({ 'm.onnx': 'abcde' })
    const [other] = await hand({ 'm.onnx': 'abcdf' })
    const [renamed] = await hand({ 'n.onnx': 'abcde' })
    expect(again).toBe(first)
    expect(new Set([first, other, renamed]).size).toBe(3)
    expect(readdirSync(uploadsFolder(home))).toHaveLength(3)
    expect(staged()).toEqual([])
  })

  it('are as old as the last time that they were handed over', async () => {
    const [first] = await hand({ 'm.onnx': 'abcde' })
    utimesSync(dirname(first), 1, 1)
    await hand({ 'm.onnx': 'abcde' })
    expect(Date.now() - statSync(dirname(first)).mtimeMs).toBeLessThan(3_600_000)
  })

  it('take an empty file', async () => {
    const [path] = await hand({ 'empty.onnx': '' })
    expect(readFileSync(path, 'utf8')).toBe('')
  })

  it.each([
    ['a piece too early', 0, 3],
    ['a piece once more', 0, 0],
    ['more than was announced', 0, 4],
    ['a file that was not announced', 1, 0],
  ])('refuse %s', async (_, file, offset) => {
    const id = await uploads.begin([{ name: 'm.onnx', size: 5 }])
    await uploads.append(id, 0, 0, bytes(offset === 4 ? 'abcd' : 'ab'))
    await expect(uploads.append(id, file, offset, bytes('xy'))).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('refuse to end early, and to go on after they have ended', async () => {
    const id = await uploads.begin([{ name: 'm.onnx', size: 5 }])
    await uploads.append(id, 0, 0, bytes('abc'))
    await expect(uploads.finish(id)).rejects.toMatchObject({ code: 'USAGE' })
    await uploads.append(id, 0, 3, bytes('de'))
    await uploads.finish(id)
    await expect(uploads.append(id, 0, 5, bytes(''))).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('refuse two files of one name, also where a system does not tell them apart', async () => {
    const files = ['m.onnx', 'M.ONNX'].map((name) => ({ name, size: 1 }))
    await expect(uploads.begin(files)).rejects.toMatchObject({ code: 'USAGE' })
    expect(staged()).toEqual([])
  })

  it('say before the first byte that the disk is too small', async () => {
    const endless = [{ name: 'm.onnx', size: Number.MAX_SAFE_INTEGER }]
    await expect(uploads.begin(endless)).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(staged()).toEqual([])
  })

  it('leave nothing when they are dropped, and only so many are open', async () => {
    const first = await uploads.begin([{ name: 'm.onnx', size: 5 }])
    await uploads.append(first, 0, 0, bytes('ab'))
    await uploads.drop(first)
    expect(staged()).toEqual([])
    // One after the other: side by side it would be chance which of them is the oldest.
    const ids: string[] = []
    while (ids.length < 8) ids.push(await uploads.begin([{ name: 'm', size: 1 }]))
    // A further one makes the one go that has been left alone the longest.
    await uploads.append(ids[0], 0, 0, bytes('a'))
    await uploads.begin([{ name: 'm', size: 1 }])
    expect(staged()).toHaveLength(8)
    await expect(uploads.append(ids[1], 0, 0, bytes('a'))).rejects.toMatchObject({ code: 'USAGE' })
    expect(await uploads.finish(ids[0])).toHaveLength(1)
  })
})
