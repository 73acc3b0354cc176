import { nextTick, onUnmounted } from 'vue'
import type { Router } from 'vue-router'

/**
 * Puts the focus at the top of a page that has come up, where what had it went away with the page before: the next Tab
 * then leads into the page, and screen readers tell of it.
 */
export function usePageFocus(router: Router): void {
  const stop = router.afterEach(async (to, from, failure) => {
    if (failure !== undefined || from.matched.length === 0 || to.path === from.path) return
    await nextTick()
    // The page may be on its way still, and dialogs keep the focus.
    requestAnimationFrame(() => {
      const { activeElement, body } = document
      if (activeElement !== null && activeElement !== body) return
      document.getElementById('page')?.focus({ preventScroll: true })
    })
  })
  onUnmounted(stop)
}
