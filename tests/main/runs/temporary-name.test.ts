import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { isAbandoned, temporaryName } from '../../../src/main/runs/temporary-name.ts'

const DAY = 24 * 3600 * 1000
const gone = { pid: spawnSync(process.execPath, ['-e', '']).pid, start: 'boot/17' }

describe('a temporary name', () => {
  it('is a plain file name, and another one each time', () => {
    const names = [temporaryName(), temporaryName(), temporaryName(gone)]
    for (const name of names) expect(name).toMatch(/^[\w~.-]+\.part$/)
    expect(new Set(names).size).toBe(3)
  })

  it('is abandoned when its process is gone, whatever its age', () => {
    for (const age of [-DAY, 0, 2 * DAY]) {
      expect(isAbandoned(temporaryName(), 0, age)).toBe(false)
      expect(isAbandoned(temporaryName(gone), 0, age)).toBe(true)
      expect(isAbandoned(`store.sqlite.${temporaryName(gone)}`, 0, age)).toBe(true)
    }
  })

  it('goes by age where it does not tell the process, and other names are never abandoned', () => {
    expect(isAbandoned('abc.part', 0, DAY)).toBe(true)
    expect(isAbandoned('abc.part', 0, DAY - 1)).toBe(false)
    expect(isAbandoned('abc.onnx', 0, 9 * DAY)).toBe(false)
  })
})
