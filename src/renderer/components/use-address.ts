import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'

/** What a page keeps in the query of its address, so that a link leads to the same view. */
export function useAddress() {
  const route = useRoute()
  const router = useRouter()

  /** One value; empty where there is none. */
  function read(name: string): string {
    const value = route.query[name]
    return typeof value === 'string' ? value : ''
  }
  /** Changes some values; null takes one away. The history keeps one entry for the page. */
  function write(changes: Record<string, string | null>): void {
    const query: LocationQueryRaw = { ...route.query }
    for (const [name, value] of Object.entries(changes)) query[name] = value === '' ? null : value
    const kept = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null))
    void router.replace({ query: kept })
  }
  function field(name: string) {
    return computed({ get: () => read(name), set: (value: string) => write({ [name]: value }) })
  }
  return { read, write, field }
}
