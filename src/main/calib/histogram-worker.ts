import { parentPort } from 'node:worker_threads'
import { Histogram } from './histogram.ts'
import type { HistogramReply, HistogramRequest, SlotBuffer } from './histogram-messages.ts'

// Counts the activations of the tensors it was given while the main thread runs the model on the next batch.
const histograms = new Map<string, Histogram>()
const ranges = new Map<string, number>()
const held: SlotBuffer[] = []
const slots = new Map<number, SlotBuffer[]>()

function histogramOf(tensor: string): Histogram {
  const known = histograms.get(tensor)
  if (known !== undefined) return known
  const histogram = new Histogram()
  histogram.reach(ranges.get(tensor) ?? 0)
  histograms.set(tensor, histogram)
  return histogram
}

function count(buffers: readonly SlotBuffer[]): void {
  for (const { tensor, data } of buffers) histogramOf(tensor).add(data)
}

/** Notes the largest magnitudes of tensors that are not counted yet. */
function reach(buffers: readonly SlotBuffer[]): void {
  for (const { tensor, data } of buffers) {
    const batch = new Histogram()
    batch.add(data)
    ranges.set(tensor, Math.max(ranges.get(tensor) ?? 0, batch.max))
  }
}

function answer(request: HistogramRequest): HistogramReply {
  switch (request.kind) {
    case 'slot':
      slots.set(request.slot, request.buffers)
      return { kind: 'done' }
    case 'count-slot':
      count(slots.get(request.slot) ?? [])
      return { kind: 'done' }
    case 'count':
      count(request.buffers)
      return { kind: 'done' }
    case 'reach':
      reach(request.buffers)
      if (request.hold) held.push(...request.buffers)
      return { kind: 'done' }
    case 'count-held':
      count(held.splice(0))
      return { kind: 'done' }
    case 'finish':
      return {
        kind: 'states',
        states: [...histograms].map(([tensor, { width, counts, max, nan, infinite }]) => [
          tensor,
          { width, counts, max, nan, infinite },
        ]),
      }
  }
}

parentPort?.on('message', (request: HistogramRequest) => parentPort?.postMessage(answer(request)))
