/** The keys that a reader wants from an object, matched as bytes so that no string is made for a key. */
export class JsonKeys<Key extends string> {
  readonly names: readonly Key[]
  private readonly encoded: readonly Uint8Array[]

  constructor(names: readonly Key[]) {
    this.names = names
    this.encoded = names.map((name) => Buffer.from(name))
  }

  /** The key whose UTF-8 stands in `bytes` from `from` up to `to`, or undefined. */
  match(bytes: Uint8Array, from: number, to: number): Key | undefined {
    const { encoded } = this
    for (let index = 0; index < encoded.length; index++) {
      const key = encoded[index]
      if (key.length !== to - from) continue
      let at = 0
      while (at < key.length && bytes[from + at] === key[at]) at++
      if (at === key.length) return this.names[index]
    }
    return undefined
  }

  /** The key with this name, or undefined. */
  find(name: string): Key | undefined {
    return this.names.find((key) => key === name)
  }
}
