import { describe, expect, it } from 'vitest'
import { EventQueue, type Queued } from '../../../src/main/api/event-queue.ts'

interface Step {
  job: string
  done: number
}

const byJob = ({ job }: Step) => job

/** Takes `count` events off a queue. */
async function take(queue: EventQueue<Step>, count: number): Promise<Queued<Step>[]> {
  const taken: Queued<Step>[] = []
  for await (const next of queue.read(undefined)) {
    taken.push(next)
    if (taken.length === count) break
  }
  return taken
}

describe('EventQueue', () => {
  it('yields what came before and while it is read, in order', async () => {
    const queue = new EventQueue<Step>(10, () => null)
    queue.push({ job: 'a', done: 1 })
    const taken = take(queue, 3)
    queue.push({ job: 'a', done: 2 })
    await Promise.resolve()
    queue.push({ job: 'b', done: 1 })
    expect(await taken).toEqual([
      { event: { job: 'a', done: 1 } },
      { event: { job: 'a', done: 2 } },
      { event: { job: 'b', done: 1 } },
    ])
  })

  it('keeps only the latest event of a key that waits', async () => {
    const queue = new EventQueue<Step>(10, byJob)
    for (let done = 0; done < 1000; done++) queue.push({ job: done % 2 === 0 ? 'even' : 'odd', done })
    expect(await take(queue, 2)).toEqual([
      { event: { job: 'even', done: 998 } },
      { event: { job: 'odd', done: 999 } },
    ])
  })

  it('drops the oldest beyond its limit and says how many, once', async () => {
    const queue = new EventQueue<Step>(3, () => null)
    for (let done = 0; done < 10; done++) queue.push({ job: 'a', done })
    expect(await take(queue, 4)).toEqual([
      { dropped: 7 },
      { event: { job: 'a', done: 7 } },
      { event: { job: 'a', done: 8 } },
      { event: { job: 'a', done: 9 } },
    ])
  })

  it('ends when its reader is gone, also while it waits', async () => {
    const queue = new EventQueue<Step>(3, byJob)
    const controller = new AbortController()
    const reading = Array.fromAsync(queue.read(controller.signal))
    queue.push({ job: 'a', done: 1 })
    setTimeout(() => controller.abort(), 5)
    expect(await reading).toEqual([{ event: { job: 'a', done: 1 } }])
  })
})
