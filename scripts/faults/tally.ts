/** What the kills came to, counted by what was under way. */
export class Tally {
  private readonly kills = new Map<string, number>()
  private readonly checks = new Map<string, number>()
  readonly problems: string[] = []

  kill(victim: string, during: string): void {
    const key = `${victim} during ${during}`
    this.kills.set(key, (this.kills.get(key) ?? 0) + 1)
  }

  /** Counts a check, and a problem where it does not hold. */
  check(name: string, holds: boolean, otherwise: () => string): void {
    this.checks.set(name, (this.checks.get(name) ?? 0) + 1)
    if (!holds) this.problems.push(`${name}: ${otherwise()}`)
  }

  get total(): number {
    return [...this.kills.values()].reduce((sum, count) => sum + count, 0)
  }

  table(): string {
    const rows = (title: string, counts: ReadonlyMap<string, number>) => [
      title,
      ...[...counts]
        .sort(([one], [other]) => one.localeCompare(other))
        .map(([name, count]) => {
          return `  ${String(count).padStart(5)}  ${name}`
        }),
    ]
    return [
      ...rows(`${this.total} kills`, this.kills),
      ...rows('checks', this.checks),
      this.problems.length === 0 ? 'no problem' : `${this.problems.length} problems`,
      ...this.problems.map((problem) => `  ${problem}`),
    ].join('\n')
  }
}
