import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StandInSettings } from '../../support/stand-in-trtexec/settings.ts'
import { standInTrtexec } from '../../support/stand-in-trtexec/stand-in.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'
import { temporaryStore } from '../runs/temporary-store.ts'
import { eventually, lives, Supervision } from './supervision.ts'

const workspace = useTinyWorkspace(1)
const ENTRY = new URL('../../../src/main/job.ts', import.meta.url)
let count = 0

async function benching(settings: Partial<StandInSettings>) {
  const folder = join(workspace.folder, `job-${count++}`)
  mkdirSync(folder)
  const { path } = standInTrtexec(folder, settings)
  const supervision = new Supervision({ entry: ENTRY, store: temporaryStore(join(folder, 'home')) })
  await supervision.supervisor.start()
  const flags = ['--backend', 'trtexec', '--trtexec', path, '--repeats', '1', '--log']
  const { id } = supervision.submit(['bench', workspace.model, ...flags])
  const lines = () => supervision.events.flatMap((event) => (event.type === 'log' ? [event.text] : []))
  return { supervision, id, lines }
}

describe('a job that builds engines', () => {
  it('tells phases and the log as they come, and leaves the runs of its engines', async () => {
    const { supervision, id, lines } = await benching({ version: '10.16.1' })
    const { state, result, runs } = await supervision.ended(id)
    expect(state).toBe('done')
    expect(result).toMatchObject({ backend: 'tensorrt', models: [{ fps: 500, ratio: 1 }] })
    expect(runs.map((run) => supervision.store.runs.get(run).kind)).toEqual(['benchmark', 'engine'])
    expect(lines().filter((line) => line.startsWith('&&&& PASSED'))).toHaveLength(3)
    const phases = supervision.events.flatMap((event) =>
      event.type === 'progress' ? [event.progress.phase] : [],
    )
    expect([...new Set(phases)]).toEqual(['build', 'measure', 'profile'])
  })

  it('ends with trtexec and all that it started when it is cancelled', async () => {
    const failures = [{ when: '--onnx', how: 'stubborn' }] as const
    const { supervision, id, lines } = await benching({ failures })
    const child = () => Number(/child (\d+)/.exec(lines().join('\n'))?.[1] ?? 0)
    await eventually(() => child() > 0)
    await supervision.supervisor.cancel(id)
    expect(await supervision.ended(id)).toMatchObject({ state: 'cancelled' })
    expect(lives(child())).toBe(false)
    const { runs } = supervision.store.runs.list({ kinds: ['engine'] })
    expect(runs.map(({ status }) => status)).not.toContain('running')
  })
})
