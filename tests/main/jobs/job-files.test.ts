import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lastLines, trimLog } from '../../../src/main/jobs/job-files.ts'
import { temporaryFolder } from '../runs/temporary-store.ts'

describe('the log of a job', () => {
  it('gives its last lines', () => {
    const log = join(temporaryFolder(), '1.log')
    expect(lastLines(log)).toEqual([])
    writeFileSync(log, 'first\n\nsecond\r\nthird')
    expect(lastLines(log, 2)).toEqual(['second', 'third'])
    appendFileSync(log, `\n${'x'.repeat(100_000)}\nlast\n`)
    expect(lastLines(log).at(-1)).toBe('last')
    expect(lastLines(log).join('').length).toBeLessThan(20_000)
  })

  it('loses its beginning when it grows too long', () => {
    const log = join(temporaryFolder(), '1.log')
    writeFileSync(log, `${'x'.repeat(1600)}\nlast\n`)
    trimLog(log, 2000)
    expect(statSync(log).size).toBe(1606)
    trimLog(log, 1600)
    expect(readFileSync(log, 'utf8')).toMatch(/^\(the beginning was cut off\)\nx{94}\nlast\n$/)
    appendFileSync(log, 'more\n')
    expect(lastLines(log).at(-1)).toBe('more')
    trimLog(`${log}.none`, 1)
  })
})
