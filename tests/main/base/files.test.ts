import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256, sha256File, writeAtomically } from '../../../src/main/base/files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('sha256', () => {
  // FIPS 180-2, appendix B.1.
  const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

  it('agrees with the standard, in memory and from a file', async () => {
    expect(sha256('abc')).toBe(ABC)
    writeFileSync(join(folder, 'abc'), 'abc')
    expect(await sha256File(join(folder, 'abc'))).toBe(ABC)
  })

  it('says which file is missing', async () => {
    await expect(sha256File(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})

describe('writeAtomically', () => {
  it('makes folders and writes text, bytes and streams of both', async () => {
    const path = join(folder, 'deep', 'er', 'file')
    await writeAtomically(path, 'text')
    expect(readFileSync(path, 'utf8')).toBe('text')
    await writeAtomically(
      path,
      (async function* () {
        yield 'a'
        yield new Uint8Array([98, 99])
      })(),
    )
    expect(readFileSync(path, 'utf8')).toBe('abc')
    expect(readdirSync(join(folder, 'deep', 'er'))).toEqual(['file'])
  })

  it('keeps the old content and no temporary file when the new one fails on the way', async () => {
    const path = join(folder, 'file')
    await writeAtomically(path, 'old')
    const failing = (function* () {
      yield 'new'
      throw new Error('source broke')
    })()
    await expect(writeAtomically(path, failing)).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('says that a path below a file is not writable', async () => {
    writeFileSync(join(folder, 'plain'), '')
    await expect(writeAtomically(join(folder, 'plain', 'x'), 'y')).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    })
  })
})
