import { describe, expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { useImageSize, type ImageFile } from '../../../../src/renderer/components/images/use-image-size.ts'

const unknown = (path: string): ImageFile => ({ path, width: null, height: null })

describe('useImageSize', () => {
  it('is what is known of the file, however large it was loaded', () => {
    const { size, loaded } = useImageSize(() => ({ path: '/a', width: 640, height: 480 }))
    loaded.value = { width: 1, height: 1 }
    expect(size.value).toEqual({ width: 640, height: 480 })
  })

  it('else what was found when it was loaded, until there is another image', async () => {
    const image = ref(unknown('/a'))
    const { size, loaded } = useImageSize(() => image.value)
    expect(size.value).toBeNull()
    loaded.value = { width: 3, height: 2 }
    expect(size.value).toEqual({ width: 3, height: 2 })
    image.value = unknown('/b')
    await nextTick()
    expect(size.value).toBeNull()
  })
})
