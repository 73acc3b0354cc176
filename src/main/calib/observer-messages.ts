import type { Tensor } from '../base/tensor.ts'
import type { SessionOptions } from '../session/session.ts'
import type { HistogramState } from './histogram.ts'

/** Histograms by tensor. */
export type HistogramStates = ReadonlyMap<string, HistogramState>

/** What an observing thread is started with. */
export interface ObserverSetup {
  /** Encoded models, each of which gives some of the tensors as its outputs. */
  models: Uint8Array[]
  inputName: string
  /** Whether the input itself is observed too. */
  takesInput: boolean
  session: SessionOptions
}

/** What an observing thread is asked. */
export type ObserverRequest =
  /** Find the largest magnitudes of a batch; with `hold` its values wait for `count-held`. */
  | { kind: 'reach'; input: Tensor; hold: boolean }
  | { kind: 'ranges' }
  /** Start every histogram with bins that reach up to these magnitudes, then count what is held. */
  | { kind: 'count-held'; ranges: ReadonlyMap<string, number> }
  | { kind: 'count'; input: Tensor }
  /** What is counted so far. */
  | { kind: 'states' }
  /** Go on from what an earlier thread had counted. */
  | { kind: 'restore'; states: HistogramStates }

/** What it answers: once for each request, in order. */
export type ObserverReply =
  | { kind: 'done'; forwardMs: number }
  | { kind: 'ranges'; ranges: ReadonlyMap<string, number> }
  | { kind: 'states'; states: HistogramStates }
