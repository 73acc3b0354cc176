import type { MessageKey } from '../i18n/en.ts'
import { JOBS_ENTRY, NAVIGATION } from './navigation.ts'

/** The key that commands are given with: ⌘ on a Mac, Ctrl elsewhere. */
export const COMMAND_KEY = /Mac/.test(globalThis.navigator?.platform ?? '') ? '⌘' : 'Ctrl'

export interface Shortcut {
  keys: readonly string[]
  title: MessageKey
}

/** Everything that the help sheet lists. */
export const SHORTCUTS: readonly { title: MessageKey; shortcuts: readonly Shortcut[] }[] = [
  {
    title: 'shell.shortcuts.everywhere',
    shortcuts: [
      { keys: [COMMAND_KEY, 'K'], title: 'shell.shortcuts.palette' },
      { keys: ['?'], title: 'shell.shortcuts.help' },
      { keys: ['Alt', '←'], title: 'shell.shortcuts.back' },
      { keys: ['/'], title: 'shell.shortcuts.filter' },
      { keys: [COMMAND_KEY, 'Z'], title: 'shell.shortcuts.undo' },
      { keys: ['Esc'], title: 'shell.shortcuts.close' },
    ],
  },
  {
    title: 'shell.shortcuts.goTo',
    shortcuts: [...NAVIGATION, JOBS_ENTRY].map(({ key, title }) => ({ keys: ['g', key], title })),
  },
  {
    title: 'shell.shortcuts.tables',
    shortcuts: [
      { keys: ['↑', '↓'], title: 'shell.shortcuts.move' },
      { keys: ['Enter'], title: 'shell.shortcuts.open' },
      { keys: ['Space'], title: 'shell.shortcuts.select' },
      { keys: ['Shift', '↓'], title: 'shell.shortcuts.extend' },
      { keys: [COMMAND_KEY, 'A'], title: 'shell.shortcuts.selectAll' },
      { keys: ['Alt', '→'], title: 'shell.shortcuts.widen' },
    ],
  },
]
