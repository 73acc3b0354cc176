import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareHome, resolveHome } from '../../../src/main/runs/home.ts'
import { temporaryFolder } from './temporary-store.ts'

const linux = { platform: 'linux', userFolder: '/home/ada' } as const

describe('resolveHome', () => {
  it('prefers the option, then the variable, then the platform', () => {
    const environment = { QUANTBENCH_HOME: '/from/variable', XDG_DATA_HOME: '/xdg' }
    expect(resolveHome({ ...linux, option: '/from/option', environment })).toBe('/from/option')
    expect(resolveHome({ ...linux, environment })).toBe('/from/variable')
    expect(resolveHome({ ...linux, environment: { XDG_DATA_HOME: '/xdg' } })).toBe('/xdg/quantbench')
  })

  it('resolves a relative option against the working folder', () => {
    expect(resolveHome({ ...linux, option: 'here', environment: {} })).toBe(resolve('here'))
  })

  it('knows the folder of each platform', () => {
    expect(resolveHome({ ...linux, environment: {} })).toBe('/home/ada/.local/share/quantbench')
    expect(resolveHome({ ...linux, environment: { XDG_DATA_HOME: 'not/absolute' } })).toBe(
      '/home/ada/.local/share/quantbench',
    )
    expect(resolveHome({ platform: 'darwin', userFolder: '/Users/ada', environment: {} })).toBe(
      '/Users/ada/Library/Application Support/Quantbench',
    )
    expect(
      resolveHome({
        platform: 'win32',
        userFolder: 'C:\\Users\\ada',
        environment: { APPDATA: 'D:\\Roaming' },
      }),
    ).toBe('D:\\Roaming\\Quantbench')
    expect(resolveHome({ platform: 'win32', userFolder: 'C:\\Users\\ada', environment: {} })).toBe(
      'C:\\Users\\ada\\AppData\\Roaming\\Quantbench',
    )
  })

  it('takes an empty variable for none', () => {
    const environment = { QUANTBENCH_HOME: '', XDG_DATA_HOME: '' }
    expect(resolveHome({ ...linux, environment })).toBe('/home/ada/.local/share/quantbench')
  })
})

describe('prepareHome', () => {
  it('creates the folder with its parents', () => {
    const home = join(temporaryFolder(), 'a', 'b')
    prepareHome(home)
    prepareHome(home)
    expect(() => writeFileSync(join(home, 'x'), '')).not.toThrow()
  })

  it('refuses a file, and a path under a file', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    for (const home of [file, join(file, 'inside')]) {
      expect(() => prepareHome(home)).toThrow(
        expect.objectContaining({
          code: 'STORE_UNAVAILABLE',
          wayOut: expect.stringContaining('--home'),
        }),
      )
    }
  })
})
