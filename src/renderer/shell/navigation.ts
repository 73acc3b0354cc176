import type { IconName } from '../components/icons.ts'
import type { MessageKey } from '../i18n/en.ts'

export interface NavEntry {
  section: string
  to: string
  icon: IconName
  title: MessageKey
  /** Second key after `g`. */
  key: string
}

/** The entries of the rail, in their order. */
export const NAVIGATION: readonly NavEntry[] = [
  { section: 'home', to: '/', icon: 'home', title: 'home.title', key: 'h' },
  { section: 'models', to: '/models', icon: 'models', title: 'models.title', key: 'm' },
  {
    section: 'experiments',
    to: '/experiments',
    icon: 'experiments',
    title: 'shell.nav.experiments',
    key: 'e',
  },
  { section: 'runs', to: '/runs', icon: 'runs', title: 'runs.title', key: 'r' },
  { section: 'compare', to: '/compare', icon: 'compare', title: 'compare.title', key: 'c' },
  { section: 'graphs', to: '/graphs', icon: 'graphs', title: 'graphs.title', key: 'g' },
  { section: 'engines', to: '/engines', icon: 'engines', title: 'engines.title', key: 't' },
  { section: 'learn', to: '/learn', icon: 'learn', title: 'learn.title', key: 'l' },
  { section: 'settings', to: '/settings', icon: 'settings', title: 'settings.title', key: 's' },
]

/** Reached from the tray, and by its key. */
export const JOBS_ENTRY: NavEntry = {
  section: 'jobs',
  to: '/jobs',
  icon: 'jobs',
  title: 'jobs.title',
  key: 'j',
}
