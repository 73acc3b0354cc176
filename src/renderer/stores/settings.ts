import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { z } from 'zod'
import type { Settings } from '../../shared/contract/system.ts'
import { client } from '../engine/client.ts'
import { failureOf } from '../engine/failure.ts'
import { chooseLanguage } from '../i18n/i18n.ts'
import { useTheme } from '../theme/use-theme.ts'
import { useToasts } from './toasts.ts'

export type ViewState = Settings['views'][string]

/** The user's settings, kept by the engine for all windows and browsers. */
export const useSettings = defineStore('settings', () => {
  const settings = ref<Settings | null>(null)
  /** Whether the engine has answered or refused; views wait for it, because they may be kept here. */
  const ready = ref(false)
  const toasts = useToasts()
  const { choose } = useTheme()

  async function take(next: Settings): Promise<void> {
    settings.value = next
    choose(next.theme)
    await chooseLanguage(next.language)
  }

  async function load(): Promise<void> {
    try {
      await take(await client.system.settings())
    } catch (error) {
      toasts.failure(failureOf(error))
    } finally {
      ready.value = true
    }
  }

  /** Changes what is given and keeps the rest; shown at once, and read again where the engine refuses. */
  async function change(changes: Partial<Settings>): Promise<void> {
    // All of them are sent: to the contract a setting that is missing stands for its default.
    const next = { ...settings.value, ...changes }
    if (settings.value !== null) settings.value = { ...settings.value, ...changes }
    if (changes.theme !== undefined) choose(changes.theme)
    if (changes.language !== undefined) await chooseLanguage(changes.language)
    try {
      settings.value = await client.system.changeSettings(next)
    } catch (error) {
      toasts.failure(failureOf(error))
      await load()
    }
  }

  /** State of a view that survives (chosen columns, filters), checked against its schema. */
  function view<Schema extends z.ZodType>(name: string, schema: Schema): z.infer<Schema> | null {
    const parsed = schema.safeParse(settings.value?.views[name])
    return parsed.success ? parsed.data : null
  }

  const waiting = new Map<string, ReturnType<typeof setTimeout>>()

  /** Keeps the state of a view, a moment after its last change. */
  function keepView(name: string, state: ViewState): void {
    clearTimeout(waiting.get(name))
    const keep = () => void change({ views: { ...settings.value?.views, [name]: state } })
    waiting.set(name, setTimeout(keep, 400))
  }

  return { settings, ready, load, change, view, keepView }
})
