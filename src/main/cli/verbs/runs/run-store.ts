import { existsSync } from 'node:fs'
import { QuantbenchError } from '../../../base/errors.ts'
import { resolveHome } from '../../../runs/home.ts'
import { databaseFile } from '../../../runs/layout.ts'
import { openStore, type Store } from '../../../runs/store.ts'
import type { Host } from '../../host.ts'

/** Opens the store for one piece of work and closes it whatever happens. */
export async function withStore<T>(host: Host, work: (store: Store) => T | Promise<T>): Promise<T> {
  using store = openStore(resolveHome({ option: host.options.home }))
  return await work(store)
}

/** As `withStore`, for work that changes nothing: a home on a read-only medium will do. */
export async function withReadableStore<T>(host: Host, work: (store: Store) => T | Promise<T>): Promise<T> {
  using store = openForReading(resolveHome({ option: host.options.home }))
  return await work(store)
}

function openForReading(home: string): Store {
  try {
    // With write access, since that also tells which runs were interrupted.
    return openStore(home)
  } catch (error) {
    const refused = error instanceof QuantbenchError && error.code === 'STORE_UNAVAILABLE'
    if (!refused || !existsSync(databaseFile(home))) throw error
    return openStore(home, { readOnly: true })
  }
}
