import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { JsonFile } from '../../../src/main/api/json-file.ts'

const schema = z.object({ theme: z.enum(['light', 'dark']), slots: z.number().default(2) })
const EMPTY = { theme: 'light', slots: 2 } as const

function place(content?: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'quantbench-json-')), 'settings.json')
  if (content !== undefined) writeFileSync(path, content)
  return path
}

describe('JsonFile', () => {
  it('starts with what a missing file stands for and keeps what it is given', async () => {
    const path = place()
    const file = new JsonFile(path, schema, EMPTY)
    expect(file.get()).toEqual(EMPTY)
    await file.set({ theme: 'dark', slots: 5 })
    expect(new JsonFile(path, schema, EMPTY).get()).toEqual({ theme: 'dark', slots: 5 })
  })

  it('fills in what an older file does not say', () => {
    expect(new JsonFile(place('{"theme":"dark"}'), schema, EMPTY).get()).toEqual({ theme: 'dark', slots: 2 })
  })

  it.each(['{"theme":', '{"theme":"pink"}', '[]', ''])('puts a file aside that is none: %s', (content) => {
    const path = place(content)
    expect(new JsonFile(path, schema, EMPTY).get()).toEqual(EMPTY)
    expect(readFileSync(`${path}.broken`, 'utf8')).toBe(content)
    expect(existsSync(path)).toBe(false)
  })

  it('writes changes one after the other, the last one last', async () => {
    const path = place()
    const file = new JsonFile(path, schema, EMPTY)
    await Promise.all([1, 2, 3, 4].map((slots) => file.set({ theme: 'dark', slots })))
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ theme: 'dark', slots: 4 })
  })

  it('keeps the former content when it cannot be written', async () => {
    const path = join(place('{"theme":"dark"}'), 'below-a-file.json')
    const file = new JsonFile(path, schema, EMPTY)
    await expect(file.set({ theme: 'dark', slots: 1 })).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
    expect(file.get()).toEqual(EMPTY)
  })
})
