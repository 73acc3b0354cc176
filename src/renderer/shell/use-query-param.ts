import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** A part of the view's state that stands in its address; the initial value stands for a missing one. */
export function useQueryParam(name: string, initial = '') {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === 'string' ? value : initial
    },
    set: (value) => {
      void router.replace({ query: { ...route.query, [name]: value === initial ? undefined : value } })
    },
  })
}

/** The same where only some values make sense; the first stands for all others. */
export function useQueryChoice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]) {
  const [initial] = choices
  const param = useQueryParam(name, initial)
  return computed<Choice>({
    get: () => choices.find((choice) => choice === param.value) ?? initial,
    set: (value) => (param.value = value),
  })
}
