import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFolder } from '../../../src/main/base/folders.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quantbench-folders-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('makeFolder', () => {
  it('makes what is missing and is content with what is there', () => {
    makeFolder(join(folder, 'a', 'b', 'c'))
    expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true)
    makeFolder(join(folder, 'a', 'b'))
  })

  it('ends with an error below a file and over a file', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => makeFolder(join(folder, 'file', 'x'))).toThrow('EEXIST')
    expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST')
  })

  it.skipIf(!existsSync('/proc/self'))(
    'returns where the system refuses folders without saying why (/proc; Linux only)',
    () => {
      expect(() => makeFolder('/proc/quantbench/home')).toThrow('ENOENT')
    },
  )
})
