import { computed } from 'vue'
import type { Router } from 'vue-router'
import { client } from '../engine/client.ts'
import { useAction } from '../engine/use-action.ts'
import type { MessageKey } from '../i18n/en.ts'
import { useText } from '../i18n/i18n.ts'
import { phrase } from '../i18n/phrases/phrase.ts'
import { useJobs } from '../stores/jobs.ts'
import { usePalette } from '../stores/palette.ts'
import { useSettings } from '../stores/settings.ts'
import { JOBS_ENTRY, NAVIGATION } from './navigation.ts'

/** Whether all words occur in a title, in any order. */
export function matches(title: string, words: string): boolean {
  const lower = title.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}

/** The commands that are there on every page, those that the page adds, and one for each job that can be cancelled. */
export function usePaletteCommands(router: Router) {
  const { t } = useText()
  const palette = usePalette()
  const settings = useSettings()
  const jobs = useJobs()
  const { act } = useAction()

  const set = (title: MessageKey, run: () => unknown) => ({ id: title, title: t(title), hint: '', run })

  return computed(() => [
    ...palette.pageCommands.map(({ id, title, shortcut, run }) => ({
      id,
      title: t(title),
      hint: shortcut ?? '',
      run,
    })),
    ...[...NAVIGATION, JOBS_ENTRY].map(({ section, to, title, key }) => ({
      id: `go ${section}`,
      title: t('shell.palette.goTo', { page: t(title) }),
      hint: `g ${key}`,
      run: () => void router.push(to),
    })),
    set('shell.palette.startDemo', () => void router.push('/experiments?kind=demo')),
    ...jobs.active.map(({ id, title }) => ({
      id: `cancel ${id}`,
      title: t('shell.tray.cancel', { title: phrase('job', title) }),
      hint: '',
      run: () => void act(() => client.jobs.cancel({ id })),
    })),
    set('shell.palette.light', () => void settings.change({ theme: 'light' })),
    set('shell.palette.dark', () => void settings.change({ theme: 'dark' })),
    set('shell.palette.systemTheme', () => void settings.change({ theme: 'system' })),
    set('shell.palette.english', () => void settings.change({ language: 'en' })),
    set('shell.palette.chinese', () => void settings.change({ language: 'zh' })),
    set('shell.shortcuts.title', () => (palette.helpOpen = true)),
  ])
}
