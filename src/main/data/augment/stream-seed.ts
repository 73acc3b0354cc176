/** MurmurHash3's finalizer: every bit of the input changes about half of the output. */
function mixed(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Seed of a stream of random numbers of its own for every list of whole numbers (MurmurHash3, a word at a time). */
export function streamSeed(...parts: readonly number[]): number {
  let hash = 0
  for (const part of parts) {
    hash = mixed(hash ^ mixed(part >>> 0)) + 0x9e3779b9
    hash = mixed(hash ^ Math.floor(part / 4294967296))
  }
  return hash
}
