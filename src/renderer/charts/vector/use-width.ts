import { ref, watch, type Ref } from 'vue'
import { useElementSize } from '../../components/use-element-size.ts'

/** The last width above nothing of an element's content in pixels; `first` until it is known. */
export function useWidth(element: Readonly<Ref<HTMLElement | null>>, first = 800): Readonly<Ref<number>> {
  const size = useElementSize(element)
  const width = ref(first)
  watch(size, (now) => {
    if (now.width > 0) width.value = now.width
  })
  return width
}
