import { computed, ref, watchEffect } from 'vue'
import { hostBridge } from '../shell/host-bridge.ts'
import { applyTheme } from './css-variables.ts'
import type { ThemeName } from './tokens.ts'

export type ThemeChoice = ThemeName | 'system'

/** The choice of the last time, so that the first picture has the right colours before the engine has answered. */
const REMEMBERED = 'quantbench.theme'

function remembered(): ThemeChoice {
  const value = localStorage.getItem(REMEMBERED)
  return value === 'light' || value === 'dark' ? value : 'system'
}

const choice = ref<ThemeChoice>(remembered())
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = ref(dark.matches)
dark.addEventListener('change', ({ matches }) => (systemIsDark.value = matches))

const theme = computed<ThemeName>(() => {
  if (choice.value !== 'system') return choice.value
  return systemIsDark.value ? 'dark' : 'light'
})

watchEffect(() => applyTheme(theme.value))

/** The theme on show, and the choice behind it. */
export function useTheme() {
  const choose = (next: ThemeChoice) => {
    choice.value = next
    localStorage.setItem(REMEMBERED, next)
    void hostBridge?.setTheme(next)
  }
  return { theme, choice, choose }
}
