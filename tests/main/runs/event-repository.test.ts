import { describe, expect, it } from 'vitest'
import { addRun, temporaryStore } from './temporary-store.ts'

describe('EventRepository', () => {
  it('lists events in the order of writing, from an id on, by level', () => {
    const store = temporaryStore()
    const [id, other] = [addRun(store), addRun(store)]
    store.events.append(id, [
      { level: 'info', kind: 'stage', message: 'calibrate', time: 5 },
      {
        level: 'warn',
        kind: 'data',
        message: 'no image',
        data: { path: 'a.jpg', sizes: [1, null] },
        time: 3,
      },
    ])
    store.events.append(other, [{ level: 'info', kind: 'stage', message: 'other' }])
    store.events.append(id, [{ level: 'error', kind: 'stage', message: 'failed', data: null }])
    const events = store.events.list(id)
    expect(events.map(({ message }) => message)).toEqual(['calibrate', 'no image', 'failed'])
    expect(events[1]).toMatchObject({ runId: id, time: 3, data: { path: 'a.jpg', sizes: [1, null] } })
    expect(events[0].data).toBeUndefined()
    expect(events[2].data).toBeNull()
    expect(store.events.list(id, { afterId: events[0].id, limit: 1 })).toEqual([events[1]])
    expect(store.events.list(id, { levels: ['warn', 'error'] })).toEqual(events.slice(1))
  })

  it('writes all or none, and only for a run that is there', () => {
    const store = temporaryStore()
    const id = addRun(store)
    const events = Array.from({ length: 1200 }, (_, index) => ({
      level: 'debug' as const,
      kind: 'log',
      message: `line ${index}`,
    }))
    store.events.append(id, events)
    expect(store.events.list(id)).toHaveLength(1200)
    expect(() => store.events.append('nope', events)).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND' }),
    )
  })
})
