import { onScopeDispose, shallowRef, watch } from 'vue'

/** A value that follows another once it rests for a moment: for questions that are asked while somebody types. */
export function useSettled<Value>(source: () => Value, restMs = 300) {
  const settled = shallowRef(source())
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => JSON.stringify(source()),
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => (settled.value = source()), restMs)
    },
  )
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
