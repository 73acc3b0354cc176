/** Outcome of one reference case. */
export interface Check {
  readonly name: string
  /** Largest difference that was seen, in the case's own measure; 0 is equality. */
  readonly worst: number
  /** What is outside its tolerance, one line each; empty when the case passes. */
  readonly failures: readonly string[]
}

/** Collects the comparisons of one case. */
export class Comparison {
  private readonly name: string
  private worst = 0
  private readonly failures: string[] = []

  constructor(name: string) {
    this.name = name
  }

  /** A difference that may be at most `tolerance`; NaN never is. */
  within(what: string, difference: number, tolerance: number): void {
    this.worst = Math.max(this.worst, Number.isNaN(difference) ? Infinity : difference)
    if (!(difference <= tolerance)) this.failures.push(`${what}: off by ${difference}`)
  }

  /** Two numbers that may differ by `tolerance`, relative to the expected one. */
  relative(what: string, got: number, expected: number, tolerance: number): void {
    this.within(what, got === expected ? 0 : Math.abs(got - expected) / Math.abs(expected), tolerance)
  }

  absolute(what: string, got: number, expected: number, tolerance: number): void {
    this.within(what, Math.abs(got - expected), tolerance)
  }

  holds(what: string, condition: boolean): void {
    if (!condition) this.failures.push(what)
  }

  /** Values that may each differ by `tolerance`, relative to the expected one; 0 and −0 are equal, as are two NaN. */
  values(what: string, got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 0): void {
    this.holds(
      `${what}: ${expected.length} values expected, got ${got.length}`,
      got.length === expected.length,
    )
    let worst = 0
    for (let index = 0; index < expected.length; index++) {
      if (got[index] === expected[index] || (Number.isNaN(got[index]) && Number.isNaN(expected[index])))
        continue
      const difference = Math.abs(got[index] - expected[index]) / Math.abs(expected[index])
      worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference)
    }
    this.within(what, worst, tolerance)
  }

  result(): Check {
    return { name: this.name, worst: this.worst, failures: this.failures }
  }
}
