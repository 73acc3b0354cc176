import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  checkBrowser,
  checkDisplay,
  checkElectron,
} from '../../../../src/main/stages/doctor/desktop-checks.ts'
import { temporaryFolder, writeScript } from '../../telemetry/temporary-folder.ts'

const linux = (environment: Record<string, string>) => ({ platform: 'linux' as const, environment })

describe('checkDisplay', () => {
  it('knows X11, Wayland and no display at all', () => {
    expect(checkDisplay(linux({ DISPLAY: ':0' }))).toMatchObject({ state: 'ok', found: 'DISPLAY=:0' })
    expect(checkDisplay(linux({ DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-1' })).found).toContain('wayland-1')
    expect(checkDisplay(linux({ DISPLAY: '' }))).toMatchObject({
      state: 'missing',
      wayOut: expect.stringContaining('quantbench serve'),
    })
    expect(checkDisplay({ platform: 'win32', environment: {} }).state).toBe('ok')
  })
})

const windows = process.platform === 'win32'

describe.skipIf(windows)(`checkBrowser${windows ? ' [skipped: looks for programs of Linux]' : ''}`, () => {
  it('lists the browsers on PATH', () => {
    const folder = temporaryFolder()
    expect(checkBrowser(linux({ PATH: folder }))).toMatchObject({ state: 'missing' })
    writeScript(folder, 'firefox')
    writeScript(folder, 'chromium')
    expect(checkBrowser(linux({ PATH: folder }))).toMatchObject({
      state: 'ok',
      found: join(folder, 'chromium'),
      details: [join(folder, 'firefox')],
    })
  })
})

describe('checkElectron', () => {
  it('finds the program where the package says it is, from any folder below', () => {
    const root = temporaryFolder()
    const electron = join(root, 'node_modules', 'electron')
    const below = join(root, 'out', 'main')
    mkdirSync(join(electron, 'dist'), { recursive: true })
    mkdirSync(below, { recursive: true })
    expect(checkElectron(below)).toMatchObject({
      state: 'missing',
      wayOut: expect.stringContaining('npm start'),
    })
    writeFileSync(join(electron, 'path.txt'), 'electron\n')
    expect(checkElectron(below).state).toBe('missing')
    writeFileSync(join(electron, 'dist', 'electron'), '')
    expect(checkElectron(below)).toMatchObject({ state: 'ok', found: join(electron, 'dist', 'electron') })
  })
})
