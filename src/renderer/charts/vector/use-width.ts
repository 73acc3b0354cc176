import { onMounted, onUnmounted, ref, type Ref } from 'vue'

/** The width of an element in pixels, as it changes. */
export function useWidth(element: Readonly<Ref<HTMLElement | null>>, first = 800) {
  const width = ref(first)
  const observer = new ResizeObserver(([entry]) => {
    if (entry !== undefined && entry.contentRect.width > 0) width.value = Math.floor(entry.contentRect.width)
  })
  onMounted(() => {
    if (element.value === null) return
    width.value = element.value.clientWidth || first
    observer.observe(element.value)
  })
  onUnmounted(() => observer.disconnect())
  return width
}
