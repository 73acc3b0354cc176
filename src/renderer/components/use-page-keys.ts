import { onMounted, onUnmounted } from 'vue'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.matches('input:not([type=checkbox]), textarea, select, [contenteditable=true]')

/** Elements that use arrow keys themselves. */
const usesArrows = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[role=tablist], [role=slider], [role=menu], nav') !== null

/**
 * Keys of a view, wherever on the page the focus is. They come before those of the whole window: where `g` is among
 * them, it begins no jump to another page.
 */
export function usePageKeys(keys: Readonly<Record<string, () => void>>): void {
  function onKey(event: KeyboardEvent): void {
    const { key, target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return
    if (document.querySelector('dialog[open]') !== null) return
    if (target instanceof Element && target !== document.body && target.closest('#page') === null) return
    if (key.startsWith('Arrow') && usesArrows(target)) return
    const act = keys[key.length === 1 ? key.toLowerCase() : key]
    if (act === undefined) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
  onMounted(() => window.addEventListener('keydown', onKey, { capture: true }))
  onUnmounted(() => window.removeEventListener('keydown', onKey, { capture: true }))
}
