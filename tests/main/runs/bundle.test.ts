import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/main/base/progress.ts'
import { sha256 } from '../../../src/main/base/files.ts'
import { seededRandom } from '../../../src/main/base/random.ts'
import { exportBundle } from '../../../src/main/runs/bundle-export.ts'
import { importBundle } from '../../../src/main/runs/bundle-import.ts'
import { checkStore } from '../../../src/main/runs/check.ts'
import { deleteRuns } from '../../../src/main/runs/deletion.ts'
import { artifactFile, stagingFolder } from '../../../src/main/runs/layout.ts'
import { newRunId } from '../../../src/main/runs/run-id.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { addDataset, addModel, addRun, temporaryFolder, temporaryStore } from './temporary-store.ts'

/** Bytes that do not repeat: in repeated ones a flipped bit can decode to the same content. */
function randomBytes(count: number): Buffer {
  const random = seededRandom(1)
  return Buffer.from(Uint8Array.from({ length: count }, () => random.integer(256)))
}

const weights = Buffer.concat([Buffer.from('weights:'), randomBytes(2_500_000)])

/** An FP32 run and a PTQ run made from it that uses everything a run can have. */
async function fullStore(): Promise<{ store: Store; parent: string; child: string }> {
  const store = temporaryStore()
  const model = addModel(store, 'yolov5n')
  const parent = addRun(store, { kind: 'fp32', name: 'float', modelSha256: model })
  const child = addRun(
    store,
    {
      name: 'PTQ „mse“',
      parentId: parent,
      groupId: 'night',
      modelSha256: model,
      datasets: [{ id: addDataset(store), role: 'calibration' }],
      parameters: { nested: { list: [1, null, 'a'] } },
      environment: { provider: 'cpu' },
      tags: ['best'],
      folder: 'f',
      notes: 'n',
    },
    [
      { name: 'AP', value: 0.1 + 0.2, unit: '', better: 'higher' },
      { name: 'sqnr', value: Infinity, unit: 'dB' },
      { name: 'loss', value: Number.NaN },
    ],
  )
  store.runs.update(child, { outputModelSha256: addModel(store, 'int8') })
  store.classMetrics.put(child, [{ id: 1, name: 'person', values: { AP: 0.5, AP50: Number.NaN } }])
  store.series.append(child, [
    { name: 'loss', step: 0, value: 2, at: 1000 },
    { name: 'loss', step: 1, value: -Infinity },
  ])
  store.curves.put(child, [
    { kind: 'pr', name: 'person', x: Float32Array.of(0, 0.1), y: Float32Array.of(1, Number.NaN) },
    { kind: 'pr', name: 'all', x: Float64Array.of(1 / 3), y: Float64Array.of(2 / 3) },
  ])
  store.events.append(child, [{ level: 'warn', kind: 'k', message: 'm', data: { a: [1] }, time: 5 }])
  await store.artifacts.putBytes({ runId: child, role: 'output', name: 'int8.onnx', kind: 'model' }, weights)
  await store.artifacts.putBytes(
    { runId: child, role: 'table', name: 'table.json', kind: 'json' },
    '{"version":1}',
  )
  return { store, parent, child }
}

/** Everything of a run that a bundle carries. */
function everything(store: Store, id: string) {
  return {
    run: store.runs.get(id),
    metrics: store.metrics.list(id),
    classes: store.classMetrics.list(id),
    series: store.series.names(id).map((name) => store.series.get(id, name)),
    curves: store.curves.list(id).map(({ kind, name }) => store.curves.get(id, kind, name)),
    events: store.events
      .list(id)
      .map(({ time, level, kind, message, data }) => ({ time, level, kind, message, data })),
    artifacts: store.artifacts
      .list(id)
      .map(({ role, name, kind, sha256: hash, size }) => ({ role, name, kind, hash, size })),
    datasets: store.runs.get(id).datasets.map((dataset) => store.datasets.get(dataset.id)?.root),
  }
}

function bundlePath(): string {
  return join(temporaryFolder(), 'runs.qbundle')
}

async function problems(store: Store) {
  return (await checkStore(store)).problems
}

describe('a run bundle', () => {
  it('carries runs with all that belongs to them to another store', async () => {
    const { store, parent, child } = await fullStore()
    const path = bundlePath()
    await exportBundle(store, [child, parent, child], path)
    const other = temporaryStore()
    expect(await importBundle(other, path)).toEqual([
      { id: child, bundledId: child, added: true },
      { id: parent, bundledId: parent, added: true },
    ])
    const expected = everything(store, child)
    const imported = everything(other, child)
    expect(imported.events.pop()).toMatchObject({ kind: 'import', message: `Imported from ${path}` })
    expect(imported).toEqual(expected)
    expect(imported.run.parentId).toBe(parent)
    const [output] = other.artifacts.list(child)
    expect(readFileSync(other.artifacts.pathOf(output.sha256)).equals(weights)).toBe(true)
    expect(await problems(other)).toEqual([])
  })

  it('leaves runs that are here already as they are', async () => {
    const { store, child } = await fullStore()
    const path = bundlePath()
    await exportBundle(store, [child], path)
    store.runs.update(child, { notes: 'newer' })
    const before = everything(store, child)
    expect(await importBundle(store, path)).toEqual([{ id: child, bundledId: child, added: false }])
    expect(everything(store, child)).toEqual(before)
    expect(await problems(store)).toEqual([])
  })

  it('brings a deleted run back, and joins it to its children again', async () => {
    const { store, parent, child } = await fullStore()
    const path = bundlePath()
    await exportBundle(store, [parent], path)
    deleteRuns(store.database, store.home, [parent])
    expect(store.runs.get(child).lostParent).toEqual({ id: parent, name: 'float' })
    await importBundle(store, path)
    expect(store.runs.get(child)).toMatchObject({ parentId: parent, lostParent: null })
  })

  it('remembers a parent that did not come along, in every order', async () => {
    const { store, parent, child } = await fullStore()
    const [first, second] = [bundlePath(), bundlePath()]
    await exportBundle(store, [child], first)
    await exportBundle(store, [parent], second)
    const other = temporaryStore()
    await importBundle(other, first)
    expect(other.runs.get(child)).toMatchObject({ parentId: null, lostParent: { id: parent, name: 'float' } })
    await importBundle(other, second)
    expect(other.runs.get(child)).toMatchObject({ parentId: parent, lostParent: null })
    const reverse = temporaryStore()
    await importBundle(reverse, second)
    await importBundle(reverse, first)
    expect(reverse.runs.get(child).parentId).toBe(parent)
  })

  it('gives a run another id when its own belongs to a different run', async () => {
    const { store, parent, child } = await fullStore()
    const path = bundlePath()
    await exportBundle(store, [parent, child], path)
    const other = temporaryStore()
    const foreign = addRun(other, { name: 'foreign' })
    other.database.execute(`UPDATE runs SET id = '${parent}' WHERE id = '${foreign}'`)
    const [placed] = await importBundle(other, path)
    expect(placed).toMatchObject({ bundledId: parent, added: true })
    expect(placed.id).not.toBe(parent)
    expect(other.runs.get(parent).name).toBe('foreign')
    expect(other.runs.get(child).parentId).toBe(placed.id)
  })

  it('can leave models out', async () => {
    const { store, child } = await fullStore()
    const path = bundlePath()
    await exportBundle(store, [child], path, { withoutModels: true })
    const other = temporaryStore()
    await importBundle(other, path)
    expect(other.artifacts.list(child).map(({ role }) => role)).toEqual(['table'])
    expect(other.runs.get(child).outputModel).toMatchObject({ name: 'int8' })
  })

  it('brings a running run as interrupted', async () => {
    const store = temporaryStore()
    const { id } = store.runs.create({ kind: 'qat', name: 'training', argv: [] })
    const path = bundlePath()
    await exportBundle(store, [id], path)
    const other = temporaryStore()
    await importBundle(other, path)
    expect(other.runs.get(id).status).toBe('interrupted')
  })
})

describe('importing', () => {
  it('tells how far it is, and leaves nothing when it is cancelled', async () => {
    const { store, child } = await fullStore()
    const path = bundlePath()
    const exported: Progress[] = []
    await exportBundle(store, [child], path, {}, { onProgress: (step) => exported.push(step) })
    expect(exported.at(-1)).toEqual({ phase: 'export', done: 2, total: 2, unit: 'files' })
    const other = temporaryStore()
    const controller = new AbortController()
    const cancel = importBundle(other, path, {
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done > 2) controller.abort()
      },
    })
    await expect(cancel).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(other.runs.list().total).toBe(0)
    expect(readdirSync(stagingFolder(other.home))).toEqual([])
    const steps: Progress[] = []
    await importBundle(other, path, { onProgress: (step) => steps.push(step) })
    const { done, total, unit } = steps.at(-1) ?? {}
    expect({ done, unit }).toEqual({ done: total, unit: 'MB' })
    const aborted = exportBundle(store, [child], `${path}2`, {}, { signal: AbortSignal.abort() })
    await expect(aborted).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(existsSync(`${path}2`)).toBe(false)
  })

  it('takes no id from the times in a bundle, which would lead those of this store astray', async () => {
    const { store, parent } = await fullStore()
    store.database.execute(`UPDATE runs SET created_at = 8000000000000000 WHERE id = '${parent}'`)
    const path = bundlePath()
    await exportBundle(store, [parent], path)
    const other = temporaryStore()
    const foreign = addRun(other, { name: 'foreign' })
    other.database.execute(`UPDATE runs SET id = '${parent}' WHERE id = '${foreign}'`)
    const [placed] = await importBundle(other, path)
    const next = addRun(other)
    for (const id of [placed.id, next]) expect(id.slice(0, 4)).toBe(newRunId().slice(0, 4))
  })
})

describe('exportBundle', () => {
  it('writes nothing for a run that is not there, or a damaged artifact', async () => {
    const { store, child } = await fullStore()
    const path = bundlePath()
    await expect(exportBundle(store, [child, 'nope'], path)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
    const [output] = store.artifacts.list(child)
    writeFileSync(artifactFile(store.home, output.sha256), Buffer.alloc(weights.length))
    await expect(exportBundle(store, [child], path)).rejects.toMatchObject({ code: 'STORE_CORRUPT' })
    expect(readdirSync(join(path, '..'))).toEqual([])
  })
})

describe('importBundle refuses', () => {
  const magic = 'quantbench-bundle 1\n'

  /** Imports bytes into an empty store and makes sure that the store is empty after the refusal. */
  async function refuse(bytes: Uint8Array, message: RegExp | string): Promise<void> {
    const path = bundlePath()
    writeFileSync(path, bytes)
    const store = temporaryStore()
    await expect(importBundle(store, path)).rejects.toThrow(
      expect.objectContaining({ code: 'BUNDLE_INVALID', message: expect.stringMatching(message) }),
    )
    expect(store.runs.list().total).toBe(0)
    expect(store.models.list()).toEqual([])
    expect(existsSync(stagingFolder(store.home)) ? readdirSync(stagingFolder(store.home)) : []).toEqual([])
    expect(await problems(store)).toEqual([])
  }

  function pack(...frames: (string | Buffer)[]): Buffer {
    const end = `{"type":"end","size":0,"sha256":"${sha256('')}"}\n`
    return Buffer.concat([
      Buffer.from(magic),
      gzipSync(Buffer.concat([...frames, end].map((part) => Buffer.from(part)))),
    ])
  }

  function frame(type: string, body: string, hash = sha256(body)): string {
    return `${JSON.stringify({ type, size: Buffer.byteLength(body), sha256: hash, kind: 'x' })}\n${body}`
  }

  async function goodBundle(): Promise<Buffer> {
    const { store, parent, child } = await fullStore()
    const path = bundlePath()
    await exportBundle(store, [parent, child], path)
    return readFileSync(path)
  }

  function unpack(bundle: Buffer): string {
    return gunzipSync(bundle.subarray(magic.length)).toString('latin1')
  }

  function repack(content: string): Buffer {
    return Buffer.concat([Buffer.from(magic), gzipSync(Buffer.from(content, 'latin1'))])
  }

  it('a file that is something else, and an empty one', async () => {
    await refuse(Buffer.from('PK\u0003\u0004 zip'), 'ends too early')
    await refuse(Buffer.from('hello\nworld'), 'begins with something else')
    await refuse(Buffer.alloc(100_000, 1), 'line is longer')
    await refuse(Buffer.alloc(0), 'ends too early')
    await refuse(Buffer.from(magic), 'unexpected end')
    await refuse(Buffer.from(`${magic}not gzip`), 'header')
    const store = temporaryStore()
    await expect(importBundle(store, '/no/such/bundle')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(importBundle(store, store.home)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  it('a newer version, and says so', async () => {
    await refuse(Buffer.from('quantbench-bundle 2\n'), /version 2.*up to 1/)
  })

  it('one that is cut off anywhere', async () => {
    const bundle = await goodBundle()
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      await refuse(bundle.subarray(0, Math.floor(bundle.length * share)), /unexpected end|ends too early/)
    }
  })

  it('one with flipped bits', async () => {
    const bundle = await goodBundle()
    for (const share of [0.05, 0.3, 0.6, 0.95]) {
      const flipped = Buffer.from(bundle)
      flipped[Math.floor(bundle.length * share)] ^= 0x10
      await refuse(flipped, /./)
    }
  })

  it('changed content under a checksum that is no longer right', async () => {
    const content = unpack(await goodBundle())
    await refuse(
      repack(content.replace('"name":"yolov5n"', '"name":"yolov5x"')),
      'model differs from its checksum',
    )
    await refuse(repack(content.replace('weights:', 'weightz:')), /file .* differs from its checksum/)
  })

  it('something after the end, and parts that are missing', async () => {
    const content = unpack(await goodBundle())
    await refuse(repack(`${content}more`), 'something follows')
    await refuse(repack(content.slice(0, content.lastIndexOf('{'))), 'ends too early')
    const withoutModels = content.slice(content.indexOf('{"type":"run"'))
    await refuse(repack(withoutModels), 'do not fit together')
  })

  it('JSON of the wrong shape, unknown frames, absurd sizes', async () => {
    await refuse(pack(frame('run', '{"run": 1}')), /run/)
    await refuse(pack(frame('model', 'no json')), 'JSON')
    await refuse(pack(frame('surprise', '')), /type/)
    await refuse(pack(`{"type":"run","size":1e15,"sha256":"${sha256('')}"}\n`), /size|big/)
    await refuse(
      pack(`{"type":"artifact","kind":"x","size":1000000000000,"sha256":"${sha256('')}"}\nabc`),
      /./,
    )
  })

  it('artifact names that lead elsewhere, and a run that is its own parent', async () => {
    const content = unpack(await goodBundle())
    const start = content.lastIndexOf('{"type":"run"')
    const line = content.indexOf('\n', start) + 1
    const end = content.indexOf('{"type":"artifact"')
    const record = Buffer.from(content.slice(line, end), 'latin1').toString('utf8')
    const rest = content.slice(end)
    const withRun = (body: string): Buffer =>
      Buffer.concat([
        Buffer.from(magic),
        gzipSync(
          Buffer.concat([
            Buffer.from(content.slice(0, start), 'latin1'),
            Buffer.from(frame('run', body)),
            Buffer.from(rest, 'latin1'),
          ]),
        ),
      ])
    await refuse(withRun(record.replace('"name":"table.json"', '"name":"../../table.json"')), /name/)
    await refuse(withRun(record.replace('"role":"table"', '"role":""')), /role/)
    const { id } = JSON.parse(record).run
    await refuse(withRun(record.replace(/"parentId":"[^"]*"/, `"parentId":"${id}"`)), 'do not fit together')
  })

  it('times that no date reaches, and hashes that are none', async () => {
    const content = unpack(await goodBundle())
    const start = content.lastIndexOf('{"type":"run"')
    const line = content.indexOf('\n', start) + 1
    const record = Buffer.from(
      content.slice(line, content.indexOf('{"type":"artifact"')),
      'latin1',
    ).toString()
    const changes: [RegExp, string, RegExp][] = [
      [/"createdAt":\d+/, '"createdAt":1e300', /createdAt/],
      [/"createdAt":\d+/, '"createdAt":-1', /createdAt/],
      [/"sha256":"[0-9a-f]{64}"/, '"sha256":"../../../../etc/passwd"', /sha256/],
    ]
    for (const [was, is, why] of changes) await refuse(pack(frame('run', record.replace(was, is))), why)
  })

  it('every spelling of a name that leads elsewhere', async () => {
    const names = ['..', '.', '', '/etc/passwd', 'a/b', 'a\\b', 'C:x', '..\\x', 'a\u0000b', 'x'.repeat(256)]
    const content = unpack(await goodBundle())
    const start = content.lastIndexOf('{"type":"run"')
    const line = content.indexOf('\n', start) + 1
    const record = Buffer.from(
      content.slice(line, content.indexOf('{"type":"artifact"')),
      'latin1',
    ).toString()
    for (const name of names) {
      const body = record.replace('"name":"table.json"', `"name":${JSON.stringify(name)}`)
      expect(body).not.toBe(record)
      await refuse(pack(frame('run', body)), /name/)
    }
  })

  it('small files that unpack to far too much', async () => {
    const zeros = gzipSync(Buffer.alloc(40 << 20, ' '))
    // One record of 40 MB from 40 kB; many small ones; and a file that is larger than it can be.
    const record = Buffer.concat([
      Buffer.from(`{"type":"run","size":${40 << 20},"sha256":"${sha256('')}"}\n`),
      Buffer.alloc(40 << 20, ' '),
    ])
    expect(zeros.length).toBeLessThan(100_000)
    await refuse(pack(record), 'unpacks to more')
    const model = { path: '', size: 1, name: 'x'.repeat(60_000), family: null, summary: {} }
    const line = (index: number): string =>
      frame('model', JSON.stringify({ ...model, sha256: sha256(String(index)) }))
    await refuse(pack(...Array.from({ length: 400 }, (_, index) => line(index))), 'unpacks to more')
    const claim = `{"type":"artifact","kind":"x","size":100000000000,"sha256":"${sha256('')}"}\n`
    await refuse(pack(claim, Buffer.alloc(1000)), 'more than it can hold')
  })

  it('the same run twice', async () => {
    const content = unpack(await goodBundle())
    const start = content.indexOf('{"type":"run"')
    const second = content.indexOf('{"type":"run"', start + 1)
    const run = content.slice(start, second)
    await refuse(repack(content.slice(0, start) + run + content.slice(start)), 'do not fit together')
  })
})
