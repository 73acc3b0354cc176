import { ref } from 'vue'

/** Where something is let go: before or behind another thing of the list. */
export interface DropPlace {
  id: string
  side: 'before' | 'after'
}

/** A list whose things are put elsewhere by dragging: what is dragged, and where it would go now. */
export function useDragOrder(move: (id: string, side: 'before' | 'after', other: string) => unknown) {
  const dragged = ref<string | null>(null)
  const place = ref<DropPlace | null>(null)

  function start(id: string, event: DragEvent): void {
    dragged.value = id
    event.dataTransfer?.setData('text/plain', id)
    if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move'
  }
  /** Over the upper half of a thing stands for before it, over the lower one for behind it. */
  function over(id: string, event: DragEvent): void {
    if (dragged.value === null || !(event.currentTarget instanceof HTMLElement)) return
    event.preventDefault()
    const { top, height } = event.currentTarget.getBoundingClientRect()
    place.value = { id, side: event.clientY < top + height / 2 ? 'before' : 'after' }
  }
  function end(): void {
    dragged.value = null
    place.value = null
  }
  function drop(event: DragEvent): void {
    if (dragged.value === null || place.value === null) return
    event.preventDefault()
    const [id, { side, id: other }] = [dragged.value, place.value]
    end()
    if (id !== other) void move(id, side, other)
  }
  return { dragged, place, start, over, drop, end }
}
