import { describe, expect, it } from 'vitest'
import { benchmarkModels } from '../../../src/main/stages/benchmark.ts'
import { ModelBuilder } from '../../support/build-graph.ts'

function network(convolutions: number, dims: readonly (number | string)[] = ['n', 3, 'h', 'w']) {
  const builder = new ModelBuilder()
  let value = builder.input('images', dims)
  for (let at = 0; at < convolutions; at++) {
    value = builder.node('Conv', [value, builder.weights(`w${at}`, [3, 3, 3, 3])], { pads: [1, 1, 1, 1] })
  }
  builder.output(value)
  return builder.model
}

const entry = (label: string, convolutions: number) => ({
  label,
  model: network(convolutions),
  sizeBytes: 2e6,
  quantized: false,
})

describe('benchmarkModels', () => {
  it('runs models in turn, so often as asked, and puts the first at 1', async () => {
    const rounds: number[] = []
    const options = { size: { height: 64, width: 64 }, repeats: 20, warmup: 3, threads: 1, batch: 2 }
    const result = await benchmarkModels([entry('small', 1), entry('large', 40)], options, {
      onProgress: ({ done }) => rounds.push(done),
    })
    expect(rounds).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
    const [small, large] = result.models
    expect(small.ratio).toBe(1)
    // Forty times the work; a factor of two is safe on any machine.
    expect(large.ratio).toBeLessThan(0.5)
    expect(large.p50Ms).toBeGreaterThan(small.p50Ms)
    expect(small.fps).toBeCloseTo((1000 * 2) / small.meanMs, 6)
    expect(small.sizeMB).toBe(2)
    expect(result).toMatchObject({
      backend: 'onnxruntime',
      provider: 'cpu',
      batch: 2,
      repeats: 20,
      notes: [],
    })
  })

  it('refuses a model whose input is no image', async () => {
    const builder = new ModelBuilder()
    builder.output(builder.node('Relu', [builder.input('x', [1, 3])]))
    const job = benchmarkModels([{ label: 'x', model: builder.model, sizeBytes: 1, quantized: false }])
    await expect(job).rejects.toMatchObject({ code: 'MODEL_INPUT' })
  })

  it('stops when it is cancelled', async () => {
    const job = benchmarkModels([entry('a', 1)], {}, { signal: AbortSignal.abort() })
    await expect(job).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
