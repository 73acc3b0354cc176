import { computed } from 'vue'
import { useRoute, useRouter, type Router } from 'vue-router'

/** Changes of one moment; they go into the address together, or each would undo the one before. */
const changes = new Map<Router, Record<string, string | undefined>>()

function change(router: Router, name: string, value: string | undefined): void {
  const waiting = changes.get(router)
  if (waiting !== undefined) {
    waiting[name] = value
    return
  }
  changes.set(router, { [name]: value })
  queueMicrotask(() => {
    const patch = changes.get(router)
    changes.delete(router)
    void router.replace({ query: { ...router.currentRoute.value.query, ...patch } })
  })
}

/** A part of the view's state that stands in its address; the initial value stands for a missing one. */
export function useQueryParam(name: string, initial = '') {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => {
      const value = route.query[name]
      return typeof value === 'string' ? value : initial
    },
    set: (value) => change(router, name, value === initial ? undefined : value),
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
