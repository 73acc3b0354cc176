import { onMounted, onUnmounted, ref } from 'vue'

/** The height of the window in pixels, as it changes. */
export function useWindowHeight() {
  const height = ref(window.innerHeight)
  const read = () => (height.value = window.innerHeight)
  onMounted(() => window.addEventListener('resize', read))
  onUnmounted(() => window.removeEventListener('resize', read))
  return height
}
