import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const script = resolve(import.meta.dirname, '../../scripts/oracle.ts')
let folder = ''

function oracle(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
  return { status, stdout, stderr }
}

function write(path: string, content: string | Float32Array): void {
  writeFileSync(join(folder, path), content)
}

/** A manifest in the form of `oracles/fakequant`: 0.6 and 300 at amax 127. */
function fakeQuantization(output: string): string {
  const files = { x: 'x.bin', upstream: 'gy.bin', y: output, gradient: 'gx.bin' }
  return JSON.stringify({ cases: [{ name: 'two', shape: [2], axis: null, amax: 127, ...files }] })
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oracle-'))
  for (const name of ['good', 'bad', 'unknown', 'damaged']) {
    mkdirSync(join(folder, name))
    write(`${name}/x.bin`, Float32Array.of(0.6, 300))
    write(`${name}/gy.bin`, Float32Array.of(5, 6))
    write(`${name}/gx.bin`, Float32Array.of(5, 0))
    write(`${name}/y.bin`, Float32Array.of(1, name === 'bad' ? 128 : 127))
  }
  write('good/manifest.json', fakeQuantization('y.bin'))
  write('bad/manifest.json', fakeQuantization('y.bin'))
  write('unknown/manifest.json', '{"cases": [{"name": "?"}]}')
  write('damaged/manifest.json', fakeQuantization('missing.bin'))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('npm run oracle', () => {
  it('prints a line a case and ends with 0 when all pass', () => {
    const { status, stdout } = oracle(join(folder, 'good'))
    expect(stdout).toBe('PASS  good/two  worst difference 0.00\n1 passed, 0 failed\n')
    expect(status).toBe(0)
  })

  it('ends with 1 and says what differs when a case fails', () => {
    const { status, stdout } = oracle(join(folder, 'bad'))
    expect(stdout).toMatch(
      /^FAIL {2}bad\/two {2}worst difference 0\.00781\n +output: off by 0\.0078125\n0 passed, 1 failed\n$/,
    )
    expect(status).toBe(1)
  })

  it('runs every folder with a manifest, and goes on after one that cannot be read', () => {
    const { status, stdout } = oracle(folder)
    expect(stdout).toMatch(/FAIL {2}damaged\/two .*\n.*missing\.bin/)
    expect(stdout).toMatch(/FAIL {2}unknown .*neither/)
    expect(stdout).toMatch(/1 passed, 3 failed\n$/)
    expect(status).toBe(1)
  })

  it.each([[[]], [['one', 'two']], [['/nowhere']]])('ends with 2 for wrong usage: %j', (args) => {
    const { status, stdout, stderr } = oracle(...args)
    expect(stderr).toMatch(/^USAGE: /)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })
})
