import { describe, expect, it } from 'vitest'
import { watchSeries } from '../../../src/main/api/watch-series.ts'
import { temporaryStore } from '../runs/temporary-store.ts'

function trainingRun() {
  const store = temporaryStore()
  const { id } = store.runs.create({ kind: 'qat', name: 'a training', argv: ['qat'] })
  const add = (step: number, value: number) => store.series.append(id, [{ name: 'loss', step, value }])
  return { store, id, add }
}

describe('watchSeries', () => {
  it('tells what is there, then what is added, until the run ends', async () => {
    const { store, id, add } = trainingRun()
    add(0, 1)
    add(1, 0.5)
    const updates = watchSeries(store, id, ['loss', 'AP'], undefined)
    const first = await updates.next()
    expect(first.value).toMatchObject({
      status: 'running',
      series: [{ name: 'loss', steps: [0, 1], values: [1, 0.5] }],
    })
    add(2, 0.25)
    const second = await updates.next()
    expect(second.value).toMatchObject({ series: [{ name: 'loss', steps: [2], values: [0.25] }] })
    add(3, Number.NaN)
    store.runs.finish(id, 'done')
    const last = await updates.next()
    expect(last.value).toMatchObject({ status: 'done', series: [{ steps: [3], values: [null] }] })
    expect((await updates.next()).done).toBe(true)
  })

  it('ends when nobody listens any more', async () => {
    const { store, id } = trainingRun()
    const controller = new AbortController()
    const updates = watchSeries(store, id, ['loss'], controller.signal)
    expect((await updates.next()).value).toEqual({ status: 'running', series: [] })
    const waiting = updates.next()
    controller.abort()
    expect((await waiting).done).toBe(true)
  })

  it('refuses a run that is not there', async () => {
    const { store } = trainingRun()
    await expect(watchSeries(store, 'none', ['loss'], undefined).next()).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    })
  })
})
