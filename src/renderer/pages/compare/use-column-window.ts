import { computed, onMounted, onUnmounted, ref, type Ref } from 'vue'

/** With fewer columns all are drawn. */
const FEW = 24
const BEYOND = 3

/** Which of many columns of equal width are in sight, so that only those are drawn. */
export function useColumnWindow(
  scroller: Readonly<Ref<HTMLElement | null>>,
  count: () => number,
  width: number,
) {
  const left = ref(0)
  const room = ref(1200)
  const read = () => {
    left.value = scroller.value?.scrollLeft ?? 0
    room.value = scroller.value?.clientWidth ?? room.value
  }
  const observer = new ResizeObserver(read)
  onMounted(() => {
    if (scroller.value !== null) observer.observe(scroller.value)
  })
  onUnmounted(() => observer.disconnect())

  const from = computed(() =>
    count() <= FEW ? 0 : Math.max(0, Math.min(count() - 1, Math.floor(left.value / width)) - BEYOND),
  )
  const to = computed(() =>
    count() <= FEW ? count() : Math.min(count(), Math.ceil((left.value + room.value) / width) + BEYOND),
  )
  const shown = computed(() =>
    Array.from({ length: Math.max(0, to.value - from.value) }, (_, at) => from.value + at),
  )
  return {
    shown,
    before: computed(() => from.value * width),
    after: computed(() => (count() - to.value) * width),
    read,
  }
}
