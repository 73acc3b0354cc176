import { computed, ref, watch } from 'vue'
import type { Size } from './size.ts'

export interface ImageFile {
  path: string
  /** In pixels; null where nobody has looked yet. */
  width: number | null
  height: number | null
}

/** The size of an image: what is known of the file, else what was found when it was loaded. */
export function useImageSize(image: () => ImageFile) {
  const loaded = ref<Size | null>(null)
  watch(
    () => image().path,
    () => (loaded.value = null),
  )
  const size = computed<Size | null>(() => {
    const { width, height } = image()
    return width !== null && height !== null ? { width, height } : loaded.value
  })
  return { size, loaded }
}

/** The size of the image whose element has just been loaded. */
export function loadedSize({ currentTarget }: Event): Size | null {
  if (!(currentTarget instanceof HTMLImageElement)) return null
  return { width: currentTarget.naturalWidth, height: currentTarget.naturalHeight }
}
