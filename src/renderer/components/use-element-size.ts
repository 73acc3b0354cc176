import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { Size } from './images/size.ts'

/** The size of an element's content, following it. */
export function useElementSize(element: Readonly<Ref<HTMLElement | null>>): Ref<Size> {
  const size = ref<Size>({ width: 0, height: 0 })
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry.contentRect
    size.value = { width: Math.floor(width), height: Math.floor(height) }
  })
  watch(
    element,
    (now, before) => {
      if (before) observer.unobserve(before)
      if (now) observer.observe(now)
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(() => observer.disconnect())
  return size
}
