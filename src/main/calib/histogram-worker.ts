import { parentPort } from 'node:worker_threads'
import { Histogram } from './histogram.ts'
import type { HistogramReply, HistogramRequest, SlotBuffer } from './histogram-messages.ts'

// Counts the activations of the tensors it was given while the main thread runs the model on the next batch.
const histograms = new Map<string, Histogram>()
const slots = new Map<number, SlotBuffer[]>()

function count(buffers: readonly SlotBuffer[]): void {
  for (const { tensor, data } of buffers) {
    let histogram = histograms.get(tensor)
    if (histogram === undefined) histograms.set(tensor, (histogram = new Histogram()))
    histogram.add(data)
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
