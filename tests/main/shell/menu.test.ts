import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuTemplate, type MenuContext } from '../../../src/main/shell/menu.ts'
import { TEXTS } from '../../../src/main/shell/texts.ts'

function context(changes: Partial<MenuContext> = {}): MenuContext & { done: string[] } {
  const done: string[] = []
  const note = (what: string) => () => void done.push(what)
  const actions = {
    openModel: note('model'),
    openFolder: note('folder'),
    importBundle: note('bundle'),
    openRecent: (path: string) => void done.push(`recent ${path}`),
    clearRecent: note('clear'),
    navigate: (route: string) => void done.push(route),
  }
  return { platform: 'linux', texts: TEXTS.en, recent: [], isPackaged: true, actions, ...changes, done }
}

function flat(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])
}

const PLATFORMS = ['linux', 'win32', 'darwin'] as const

describe('menuTemplate', () => {
  it.each(PLATFORMS)(
    'has on %s every entry that the shell acts on, with a label in both languages',
    (platform) => {
      for (const texts of [TEXTS.en, TEXTS.zh]) {
        const items = flat(menuTemplate(context({ platform, texts, recent: ['/a.onnx'] })))
        const ids = items.map(({ id }) => id).filter((id) => id !== undefined)
        expect(ids.toSorted()).toEqual([
          'clear-recent',
          'import-bundle',
          'jobs',
          'open-folder',
          'open-model',
          'recent',
          'runs',
          'settings',
        ])
        const nameless = items.filter(({ type, label }) => type !== 'separator' && (label ?? '') === '')
        expect(nameless).toEqual([])
      }
    },
  )

  it.each(PLATFORMS)('gives no two entries of %s the same key', (platform) => {
    const keys = flat(menuTemplate(context({ platform }))).flatMap(({ accelerator }) => accelerator ?? [])
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toContain('CmdOrCtrl+O')
  })

  it('follows the platform: quit, settings and about are in the application menu of macOS alone', () => {
    const roles = (items: MenuItemConstructorOptions[]) => flat(items).flatMap(({ role }) => role ?? [])
    const [application, ...others] = menuTemplate(context({ platform: 'darwin' }))
    expect(roles([application])).toEqual(['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit'])
    expect(roles(others)).not.toContain('quit')
    const linux = menuTemplate(context())
    expect(linux.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Window', 'Help'])
    expect(roles(linux.slice(0, 1))).toEqual(['quit'])
  })

  it('shows the recent paths and clears them', () => {
    const empty = flat(menuTemplate(context())).find(({ id }) => id === 'recent')
    expect(empty?.enabled).toBe(false)
    const full = context({ recent: ['/b.onnx', '/a'] })
    const items = flat(menuTemplate(full))
    for (const label of ['/b.onnx', '/a', 'Clear List']) {
      const item = items.find((other) => other.label === label)
      if (item?.click !== undefined) Reflect.apply(item.click, undefined, [])
    }
    expect(full.done).toEqual(['recent /b.onnx', 'recent /a', 'clear'])
  })

  it('offers developer tools in a checkout alone', () => {
    const has = (isPackaged: boolean) =>
      flat(menuTemplate(context({ isPackaged }))).some(({ role }) => role === 'toggleDevTools')
    expect([has(true), has(false)]).toEqual([false, true])
  })
})
