/** Where a search ends by choice, with the best that it has found by then. */
export interface SearchLimits {
  /** Sets of float units measured at most, the float model not counted. */
  readonly points?: number
  /** Of all processes together. */
  readonly minutes?: number
}

export type LimitName = keyof SearchLimits

/** Ends a search from within; no failure. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached'
  readonly limit: LimitName

  constructor(limit: LimitName) {
    super(`the search has used up its ${limit}`)
    this.limit = limit
  }
}
