import type { HistogramState } from './histogram.ts'

/** One tensor's buffer within a slot. */
export interface SlotBuffer {
  tensor: string
  data: Float32Array
}

/** What the collector tells a histogram worker. */
export type HistogramRequest =
  | { kind: 'slot'; slot: number; buffers: SlotBuffer[] }
  | { kind: 'count-slot'; slot: number }
  | { kind: 'count'; buffers: SlotBuffer[] }
  | { kind: 'reach'; buffers: SlotBuffer[]; hold: boolean }
  | { kind: 'count-held' }
  | { kind: 'finish' }

/** What a worker answers: once for each request, in order. */
export type HistogramReply =
  { kind: 'done' } | { kind: 'states'; states: [tensor: string, state: HistogramState][] }
