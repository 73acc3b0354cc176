import { nextTick, onUnmounted, ref, useId, type ShallowRef } from 'vue'

export type PopupAlign = 'start' | 'end'

const GAP = 4

/** Puts a panel below what opens it, above where there is more room, and within the window. */
function place(panel: HTMLElement, anchor: Element, align: PopupAlign): void {
  const box = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = panel
  const left = align === 'end' ? box.right - width : box.left
  const below = box.bottom + GAP
  const above = box.top - GAP - height
  const top = below + height > window.innerHeight - GAP && above > GAP ? above : below
  panel.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`
  panel.style.top = `${Math.max(GAP, Math.min(top, window.innerHeight - height - GAP))}px`
}

/**
 * A panel in the browser's own top layer: a press elsewhere or Escape closes it, the focus goes back to what opened
 * it, and Tab leads from there into it. `triggerProps` belong on a button, `panelProps` on the panel.
 */
export function usePopup(panel: Readonly<ShallowRef<HTMLElement | null>>, align: () => PopupAlign) {
  const id = useId()
  const open = ref(false)
  const trigger = () => document.querySelector<HTMLElement>(`[popovertarget="${id}"]`)

  function close(): void {
    if (open.value) panel.value?.hidePopover()
  }
  /** What it belongs to has moved away from under it. */
  function onScroll({ target }: Event): void {
    if (target instanceof Node && panel.value?.contains(target) !== true) close()
  }
  function forget(): void {
    window.removeEventListener('scroll', onScroll, { capture: true })
    window.removeEventListener('resize', close)
  }
  async function onToggle(event: ToggleEvent): Promise<void> {
    open.value = event.newState === 'open'
    forget()
    // What it holds is drawn now, and gives it its size.
    await nextTick()
    const anchor = trigger()
    if (!open.value || panel.value === null || anchor === null) return
    place(panel.value, anchor, align())
    window.addEventListener('scroll', onScroll, { capture: true })
    window.addEventListener('resize', close)
  }
  onUnmounted(forget)

  return { open, close, trigger, triggerProps: { popovertarget: id }, panelProps: { id, onToggle } }
}
