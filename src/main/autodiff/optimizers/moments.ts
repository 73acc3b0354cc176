import type { OptimizerState } from './optimizer.ts'

/** Running averages of parameters, zero at first. */
export class Moments {
  private readonly each: number
  private byName = new Map<string, readonly Float32Array[]>()
  steps = 0

  /** `each`: how many a parameter has. */
  constructor(each: number) {
    this.each = each
  }

  of(name: string, length: number): readonly Float32Array[] {
    const present = this.byName.get(name)
    if (present !== undefined) return present
    const made = Array.from({ length: this.each }, () => new Float32Array(length))
    this.byName.set(name, made)
    return made
  }

  state(): OptimizerState {
    return { steps: this.steps, moments: this.byName }
  }

  restore({ steps, moments }: OptimizerState): void {
    this.steps = steps
    this.byName = new Map([...moments].map(([name, arrays]) => [name, arrays.map((array) => array.slice())]))
  }
}
