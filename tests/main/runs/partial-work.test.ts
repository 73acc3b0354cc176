import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  beginWork,
  endWork,
  sweepPartialWork,
  type ResumableWork,
} from '../../../src/main/runs/partial-work.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { temporaryStore } from './temporary-store.ts'

const WORK: ResumableWork = {
  verb: 'eval',
  place: '/models/a.onnx',
  identity: { model: '1', 'nms.iou': '0.65' },
  argv: ['eval', 'a.onnx'],
  resume: false,
}
const AGAIN = { ...WORK, argv: ['eval', 'a.onnx', '--resume'], resume: true }

function begin(store: Store, work: ResumableWork) {
  return beginWork(store, work, async () => store.runs.create({ kind: 'fp32', name: 'a', argv: work.argv }))
}

/** Work that a process began and did not end. */
async function interrupted(store: Store, work: ResumableWork = WORK) {
  const begun = await begin(store, work)
  writeFileSync(join(begun.folder, 'detections'), 'some')
  store.runs.finish(begun.run.id, 'interrupted')
  return begun
}

describe('beginWork', () => {
  it('takes up the latest unfinished run of the same work, as running, whatever else its command line says', async () => {
    const store = temporaryStore()
    await interrupted(store)
    const other = { ...WORK, identity: { ...WORK.identity, 'nms.iou': '0.5' } }
    const [elsewhere, another] = [
      { ...WORK, place: '/b.onnx' },
      { ...WORK, verb: 'run' },
    ]
    for (const work of [other, elsewhere, another])
      await interrupted(store, { ...work, argv: [work.verb, 'x'] })
    const latest = await interrupted(store, { ...WORK, argv: ['eval', 'a.onnx', '--json'] })
    await interrupted(store, { ...other, argv: ['eval', '--nms', '0.5'] })
    const taken = await begin(store, AGAIN)
    expect(taken).toMatchObject({ resumed: true, remark: null, folder: latest.folder })
    expect(taken.run).toMatchObject({ id: latest.run.id, status: 'running' })
    expect(existsSync(join(taken.folder, 'detections'))).toBe(true)
  })

  it('does not take up what is running or done, nor what nobody can read', async () => {
    const store = temporaryStore()
    const running = await begin(store, WORK)
    expect((await begin(store, AGAIN)).resumed).toBe(false)
    store.runs.finish(running.run.id, 'done')
    expect((await begin(store, AGAIN)).resumed).toBe(false)
    expect(existsSync(running.folder)).toBe(false)
    const broken = await interrupted(temporaryStore())
    writeFileSync(join(broken.folder, 'work.json'), '{"version": 2')
    expect((await begin(store, AGAIN)).resumed).toBe(false)
  })

  it('refuses to go on with the same command line where its work has changed, and begins anew for another', async () => {
    const store = temporaryStore()
    const before = await interrupted(store)
    const identity = { ...WORK.identity, model: '2' }
    await expect(begin(store, { ...AGAIN, identity })).rejects.toMatchObject({
      code: 'CHECKPOINT_INVALID',
      message: expect.stringMatching(/^Run .* cannot be resumed from: model was 1, is 2$/),
    })
    expect(store.runs.get(before.run.id).status).toBe('interrupted')
    const anew = await begin(store, {
      ...AGAIN,
      identity,
      argv: ['eval', 'a.onnx', '--iou', '0.5', '--resume'],
    })
    expect(anew).toMatchObject({
      resumed: false,
      remark: `Begins anew: run ${before.run.id}, which was interrupted, is another one (model was 1, is 2)`,
    })
    expect(existsSync(before.folder)).toBe(true)
  })

  it('gives up what an earlier start of the same work kept, where it is not to resume', async () => {
    const store = temporaryStore()
    const [before, other] = [
      await interrupted(store),
      await interrupted(store, { ...WORK, argv: ['eval', 'b'], identity: { model: '2' } }),
    ]
    const changed = { ...WORK, identity: { model: '3' } }
    const anew = await begin(store, changed)
    expect(anew).toMatchObject({ resumed: false, remark: null })
    expect([before, other, anew].map(({ folder }) => existsSync(folder))).toEqual([false, true, true])
  })

  it('sweeps what belongs to runs that are done or gone, or was left for a month', async () => {
    const store = temporaryStore()
    const [done, gone, old, kept, running] = [
      await interrupted(store),
      await interrupted(store, { ...WORK, argv: ['2'], place: '/2' }),
      await interrupted(store, { ...WORK, argv: ['3'], place: '/3' }),
      await interrupted(store, { ...WORK, argv: ['4'], place: '/4' }),
      await begin(store, { ...WORK, argv: ['5'], place: '/5' }),
    ]
    store.runs.finish(done.run.id, 'done')
    store.database.execute(`DELETE FROM runs WHERE id = '${gone.run.id}'`)
    for (const { folder } of [old, running]) utimesSync(folder, 1, 1)
    sweepPartialWork(store)
    expect(readdirSync(join(store.home, 'partial')).sort()).toEqual([kept.run.id, running.run.id].sort())
    endWork(store, running.run.id)
    expect(existsSync(running.folder)).toBe(false)
  })
})
