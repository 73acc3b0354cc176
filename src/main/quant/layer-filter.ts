/**
 * Whether a layer path matches a pattern: a regular expression that has to match from the path's beginning but may
 * end before its end, as `re.match` does in NVIDIA's quantization scripts. So `model\.24` means the whole block, and
 * `model.1` also model.10: write `model\.1\.` to mean model.1 alone.
 */
export function matchesLayer(pattern: string, name: string): boolean {
  return new RegExp(`^(?:${pattern})`).test(name)
}

/** Include and exclude patterns of a recipe, remembering which of them ever matched. */
export class LayerFilter {
  private readonly include: readonly string[]
  private readonly exclude: readonly string[]
  private readonly idle: Set<string>

  constructor({ include, exclude }: { include: readonly string[]; exclude: readonly string[] }) {
    this.include = include
    this.exclude = exclude
    this.idle = new Set([...include, ...exclude])
  }

  /** Why a layer is left out, or null when it is in. Exclusion wins over inclusion. */
  reasonAgainst(name: string): string | null {
    const excluded = this.matching(this.exclude, name)
    const included = this.matching(this.include, name)
    if (excluded.length > 0) return `excluded by ${excluded[0]}`
    if (this.include.length > 0 && included.length === 0) return 'not among the included layers'
    return null
  }

  /** Patterns that have matched nothing so far: likely a slip of the pen. */
  get unmatched(): string[] {
    return [...this.idle]
  }

  private matching(patterns: readonly string[], name: string): string[] {
    const matching = patterns.filter((pattern) => matchesLayer(pattern, name))
    for (const pattern of matching) this.idle.delete(pattern)
    return matching
  }
}
