import { statSync } from 'node:fs'

interface Entry<Value> {
  readonly file: string
  readonly stamp: string
  readonly value: Value
  readonly weight: number
}

/** A file as it is now: another content has another stamp. '' where there is none. */
function stampOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`
}

/** What was read from files, as long as they have not changed; those used longest ago give way to others. */
export class FileCache<Value> {
  private readonly entries = new Map<string, Entry<Value>>()
  private readonly limit: number
  private readonly weigh: (value: Value) => number

  /** `limit` is that of the weights together; one heavier entry is kept alone. */
  constructor(limit: number, weigh: (value: Value) => number) {
    this.limit = limit
    this.weigh = weigh
  }

  get(key: string): Value | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    this.entries.delete(key)
    if (stampOf(entry.file) !== entry.stamp) return undefined
    this.entries.set(key, entry)
    return entry.value
  }

  /** Keeps a value until `file`, which it was just read from, changes. */
  set(key: string, file: string, value: Value): void {
    this.entries.delete(key)
    const weight = this.weigh(value)
    let total = weight
    for (const entry of this.entries.values()) total += entry.weight
    for (const [oldest, entry] of this.entries) {
      if (total <= this.limit) break
      this.entries.delete(oldest)
      total -= entry.weight
    }
    this.entries.set(key, { file, stamp: stampOf(file), value, weight })
  }

  /** The value under a key, or one that is made now. */
  getOr(key: string, file: string, make: () => Value): Value {
    const kept = this.get(key)
    if (kept !== undefined) return kept
    const value = make()
    this.set(key, file, value)
    return value
  }
}
