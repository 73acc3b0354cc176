import type { Tensor } from '../base/tensor.ts'
import type { SessionOptions } from '../session/session.ts'

/** What a training thread is started with. */
export interface GradientSetup {
  readonly model: Uint8Array
  /** Fed to every run; the memory is shared, and changes between runs. */
  readonly shared: ReadonlyMap<string, Tensor>
  /** Receives the sums of the outputs over a thread's runs; the memory is shared. */
  readonly sums: ReadonlyMap<string, Tensor>
  readonly session: SessionOptions
}

/** What it is asked: set the sums to zero, run the model on these feeds one after the other, and add up its outputs. */
export interface GradientRequest {
  readonly feeds: readonly Readonly<Record<string, Tensor>>[]
}

/** What it answers. */
export interface GradientReply {
  readonly forwardMs: number
}
