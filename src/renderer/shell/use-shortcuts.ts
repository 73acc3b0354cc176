import { onMounted, onUnmounted } from 'vue'
import type { Router } from 'vue-router'
import { usePalette } from '../stores/palette.ts'
import { useToasts } from '../stores/toasts.ts'
import { JOBS_ENTRY, NAVIGATION } from './navigation.ts'

/** How long after `g` the second key counts. */
const CHORD_MS = 1200

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

const dialogOpen = () => document.querySelector('dialog[open]') !== null

/** Keys that lead back and forward with Alt, which only browsers know by themselves. */
const isTurn = ({ key, altKey, ctrlKey, defaultPrevented }: KeyboardEvent) =>
  altKey && !ctrlKey && !defaultPrevented && (key === 'ArrowLeft' || key === 'ArrowRight')

/** Puts the cursor into the page's own search field. */
function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('#page input[type=search]')
  field?.focus()
  return field !== null
}

/** The keys that work on every page. */
export function useShortcuts(router: Router): void {
  const palette = usePalette()
  const toasts = useToasts()
  const targets = new Map([...NAVIGATION, JOBS_ENTRY].map(({ key, to }) => [key, to]))
  let chordUntil = 0

  /** @returns whether the key was used. */
  function plainKey(key: string): boolean {
    if (key === '?') return (palette.helpOpen = true)
    if (key === '/') return focusSearch()
    const to = performance.now() < chordUntil ? targets.get(key) : undefined
    chordUntil = key === 'g' && to === undefined ? performance.now() + CHORD_MS : 0
    if (to !== undefined) void router.push(to)
    return to !== undefined
  }

  function onKey(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey
    if (command && event.key.toLowerCase() === 'k') palette.open = !palette.open
    else if (command && event.key === 'z' && !isTyping(event.target) && toasts.undo()) event.preventDefault()
    else if (isTurn(event) && !isTyping(event.target) && !dialogOpen())
      router.go(event.key === 'ArrowLeft' ? -1 : 1)
    else if (command || event.altKey || isTyping(event.target) || dialogOpen()) return
    else if (!plainKey(event.key)) return
    event.preventDefault()
  }

  onMounted(() => window.addEventListener('keydown', onKey))
  onUnmounted(() => window.removeEventListener('keydown', onKey))
}
