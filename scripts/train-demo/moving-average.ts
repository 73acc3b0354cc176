import type { Tensor } from '../../src/main/base/tensor.ts'

type Arrays = ReadonlyMap<string, Float32Array>

/** Moves values towards others in place: value = kept · value + (1 − kept) · other. */
export function moveTowards(values: Float32Array, others: Float32Array, kept: number): void {
  for (let index = 0; index < values.length; index++)
    values[index] = kept * values[index] + (1 - kept) * others[index]
}

/**
 * An exponential moving average of a model's tensors. As in YOLOv5's ModelEMA it keeps little at first: after n steps
 * kept · (1 − e^(−n / settle)).
 */
export class MovingAverage {
  readonly values: Map<string, Float32Array>
  private readonly kept: number
  private readonly settle: number

  constructor(tensors: ReadonlyMap<string, Tensor>, { kept, settle }: { kept: number; settle: number }) {
    this.values = new Map(Array.from(tensors, ([name, { data }]) => [name, Float32Array.from(data)]))
    this.kept = kept
    this.settle = settle
  }

  /** Takes in the tensors after a step; `steps` counts from 1. */
  update(tensors: ReadonlyMap<string, Tensor>, steps: number): void {
    const kept = this.kept * (1 - Math.exp(-steps / this.settle))
    for (const [name, average] of this.values) {
      const tensor = tensors.get(name)
      if (tensor !== undefined) moveTowards(average, tensor.data, kept)
    }
  }

  restore(values: Arrays): void {
    for (const [name, average] of this.values) {
      const stored = values.get(name)
      if (stored !== undefined) average.set(stored)
    }
  }
}
