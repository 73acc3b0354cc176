import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { readQuantizers } from '../../../src/main/quant/read-quantizers.ts'
import { openStore } from '../../../src/main/runs/store.ts'
import { complaints, runCommand } from '../../support/command-line.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()
const quantbench = (...argv: string[]) => runCommand(...argv, '--home', workspace.home)
const inFolder = (name: string) => join(workspace.folder, name)

describe('quantbench eval', () => {
  it('prints one JSON document in the documented form and keeps the run', async () => {
    const { status, stdout } = await quantbench(
      'eval',
      workspace.model,
      '--data',
      workspace.data,
      '--split',
      'val2017',
      '--json',
    )
    expect(status).toBe(0)
    const result = JSON.parse(stdout)
    expect(result.stats).toMatchObject({ AP: 1, AP50: 1, AP75: 1, APs: 1, APm: -1, APl: -1, AR100: 1 })
    expect(Object.keys(result.stats)).toHaveLength(12)
    expect(result.perClass.map(({ id, name }: { id: number; name: string }) => [id, name])).toEqual([
      [1, 'red'],
      [2, 'green'],
      [3, 'blue'],
    ])
    expect(result.dataset).toMatchObject({ images: 6, annotations: 18 })
    expect(result.model).toMatchObject({ path: workspace.model, family: 'yolov8' })
    expect(result.timing.images).toBe(6)
    const detections = JSON.parse(readFileSync(result.detections, 'utf8'))
    expect(detections.length).toBeGreaterThanOrEqual(18)
    expect(Object.keys(detections[0]).sort()).toEqual(['bbox', 'category_id', 'image_id', 'score'])
    using store = openStore(workspace.home)
    expect(store.runs.get(result.run)).toMatchObject({ status: 'done', kind: 'fp32' })
    expect(store.metrics.list(result.run).find(({ name }) => name === 'AP')?.value).toBe(1)
  })

  it('writes the detections where asked, takes a part of the images and batches that do not divide them', async () => {
    const out = inFolder('out.json')
    const { status, stdout } = await quantbench(
      'eval',
      workspace.model,
      '--data',
      workspace.data,
      '--limit',
      '2',
      '--out',
      out,
      '--json',
    )
    expect(status).toBe(0)
    const images = new Set(
      JSON.parse(readFileSync(out, 'utf8')).map((row: { image_id: number }) => row.image_id),
    )
    expect(images.size).toBe(2)
    expect(JSON.parse(stdout).detections).toBe(out)
  })

  it('measures agreement with a run or a results file, and knows where a model comes from', async () => {
    const quantized = inFolder('child.onnx')
    const made = await quantbench(
      'ptq',
      workspace.model,
      '--calib',
      workspace.data,
      '--out',
      quantized,
      '--json',
    )
    const results = inFolder('parent.json')
    const parent = await quantbench(
      'eval',
      workspace.model,
      '--data',
      workspace.data,
      '--out',
      results,
      '--json',
    )
    const { run } = JSON.parse(parent.stdout)
    for (const named of [results, run]) {
      const child = await quantbench('eval', quantized, '--data', workspace.data, '--parent', named, '--json')
      const result = JSON.parse(child.stdout)
      expect(result.agreement).toMatchObject({ value: 1, boxes: 18 })
      using store = openStore(workspace.home)
      const parentId = named === run ? run : JSON.parse(made.stdout).run
      expect(store.runs.get(result.run)).toMatchObject({ kind: 'evaluation', parentId })
    }
    const outcome = await quantbench('eval', workspace.model, '--data', workspace.data, '--parent', 'nobody')
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^RUN_NOT_FOUND: /)])
  })

  it('says how many images are asked for where --images is a folder', async () => {
    const outcome = await quantbench('eval', workspace.model, '--data', workspace.data, '--images', '2')
    expect(outcome.status).toBe(2)
    expect(complaints(outcome)).toEqual([
      expect.stringMatching(/^USAGE: Expected --images DIR beside --annotations FILE.*--limit\.$/),
    ])
  })

  it('works with the rest when an image is unreadable, and stops there when asked to', async () => {
    const data = inFolder('broken')
    mkdirSync(join(data, 'val2017'), { recursive: true })
    mkdirSync(join(data, 'annotations'))
    for (const split of ['val2017']) {
      for (const name of readdirSync(join(workspace.data, split))) {
        writeFileSync(join(data, split, name), readFileSync(join(workspace.data, split, name)))
      }
      writeFileSync(
        join(data, 'annotations', `instances_${split}.json`),
        readFileSync(join(workspace.data, 'annotations', `instances_${split}.json`)),
      )
    }
    truncateSync(join(data, 'val2017', '0003.png'), 200)
    const rest = await quantbench('eval', workspace.model, '--data', data, '--json')
    expect(rest.status).toBe(0)
    expect(JSON.parse(rest.stdout).badImages).toMatchObject([{ code: 'IMAGE_UNREADABLE' }])
    const stopped = await quantbench('eval', workspace.model, '--data', data, '--stop-on-problem')
    expect(stopped.status).toBe(1)
    expect(complaints(stopped)).toEqual([expect.stringMatching(/^IMAGE_UNREADABLE: .*0003\.png/)])
  })
})

describe('quantbench ptq', () => {
  it('writes a Q/DQ model and a table that gives the same model again without images', async () => {
    const [out, table, again] = ['q.onnx', 'table.json', 'again.onnx'].map(inFolder)
    const flags = ['--method', 'percentile', '--percentile', '99.9']
    const first = await quantbench(
      'ptq',
      workspace.model,
      '--calib',
      workspace.data,
      ...flags,
      '--out',
      out,
      '--save-table',
      table,
      '--json',
    )
    expect(first.status).toBe(0)
    const result = JSON.parse(first.stdout)
    expect(result.out).toBe(out)
    expect(result.excluded.map(({ layer }: { layer: string }) => layer)).toEqual([
      'model.1.cv3.0',
      'model.1.cv3.1',
      'model.1.cv3.2',
    ])
    expect(readQuantizers(loadModel(out).graph).map(({ tensor }) => tensor)).toEqual([
      'images',
      'model.0.conv.weight',
    ])
    const saved = JSON.parse(readFileSync(table, 'utf8'))
    expect(saved).toMatchObject({ version: 1, images: 6, method: 'percentile' })
    expect(Object.keys(saved.activations.images.methods)).toEqual(['max', 'percentile', 'mse', 'entropy'])
    const second = await quantbench('ptq', workspace.model, '--table', table, ...flags, '--out', again)
    expect(second.status).toBe(0)
    expect(readFileSync(again).equals(readFileSync(out))).toBe(true)
  })

  it('quantizes the head where asked, leaves out what is excluded, writes a TensorRT cache', async () => {
    const [out, cache] = ['head.onnx', 'calibration.cache'].map(inFolder)
    const flags = ['--head-float', 'off', '--exclude', 'model\\.1\\.cv3\\.0', '--save-cache', cache]
    const { status, stdout } = await quantbench(
      'ptq',
      workspace.model,
      '--calib',
      workspace.data,
      ...flags,
      '--out',
      out,
      '--json',
    )
    expect(status).toBe(0)
    const { excluded, quantizers } = JSON.parse(stdout)
    expect(excluded.map(({ layer }: { layer: string }) => layer)).toEqual(['model.1.cv3.0'])
    expect(quantizers.filter(({ kind }: { kind: string }) => kind === 'weight')).toHaveLength(3)
    expect(readFileSync(cache, 'utf8')).toMatch(/^TRT-100300-EntropyCalibration2\nimages: [0-9a-f]{8}\n/)
    const evaluated = await quantbench('eval', out, '--data', workspace.data, '--json')
    expect(JSON.parse(evaluated.stdout).stats.AP50).toBe(1)
  })

  it('makes the float rest half precision', async () => {
    const out = inFolder('half.onnx')
    const { status } = await quantbench(
      'ptq',
      workspace.model,
      '--calib',
      workspace.data,
      '--fp16',
      '--out',
      out,
    )
    expect(status).toBe(0)
    const evaluated = await quantbench('eval', out, '--data', workspace.data, '--json')
    expect(JSON.parse(evaluated.stdout).stats.AP50).toBe(1)
  })
})

describe('quantbench fp16', () => {
  it.each(['float32', 'float16'])('gives a model with %s inputs that finds the same', async (io) => {
    const out = inFolder(`${io}.onnx`)
    expect((await quantbench('fp16', workspace.model, '--io', io, '--out', out)).status).toBe(0)
    expect(statSync(out).size).toBeLessThan(0.7 * statSync(workspace.model).size)
    const evaluated = await quantbench('eval', out, '--data', workspace.data, '--json')
    expect(JSON.parse(evaluated.stdout).stats.AP).toBe(1)
    expect(JSON.parse(evaluated.stdout).notes).toEqual([expect.stringContaining('simulated')])
    const raced = await quantbench('bench', workspace.model, out, '--repeats', '1', '--json')
    // A busy machine adds a note of its own.
    expect(JSON.parse(raced.stdout).notes).toContainEqual(expect.stringContaining('simulated'))
  })
})

describe('quantbench run', () => {
  it('compares the variants, keeps each as a run of one group, and every row leads to its run', async () => {
    const { status, stdout } = await quantbench(
      'run',
      workspace.model,
      '--data',
      workspace.data,
      '--variants',
      'fp32,fp16,ptq:max',
      '--repeats',
      '2',
      '--json',
    )
    expect(status).toBe(0)
    const { rows, run } = JSON.parse(stdout)
    expect(rows.map(({ variant }: { variant: string }) => variant)).toEqual(['fp32', 'fp16', 'ptq:max'])
    for (const row of rows) {
      expect(row).toMatchObject({ AP: 1, AP50: 1, agreement: 1 })
      expect(row.fps).toBeGreaterThan(0)
    }
    using store = openStore(workspace.home)
    expect(store.runs.list({ groupId: run }).total).toBe(4)
    const quantized = store.runs.get(rows[2].run)
    expect(quantized).toMatchObject({ kind: 'ptq', status: 'done', parentId: rows[0].run })
    expect(store.artifacts.find(quantized.id, 'output')).toBeDefined()
    const numerics = rows.map((row: { run: string }) => store.runs.get(row.run).parameters['execution'])
    expect(numerics).toMatchObject([{ numerics: 'float' }, { numerics: 'float' }, { numerics: 'simulate' }])
    const recorded = Object.fromEntries(
      store.metrics.list(quantized.id).map(({ name, value }) => [name, value]),
    )
    expect(recorded).toMatchObject({ AP: 1, agreement: 1, size: rows[2].sizeMB, FPS: rows[2].fps })
  })

  it('prints the table with the backend and the device beside FPS, and the note on INT8', async () => {
    const { stdout } = await quantbench(
      'run',
      workspace.model,
      '--data',
      workspace.data,
      '--variants',
      'ptq:mse',
      '--repeats',
      '1',
    )
    expect(stdout).toMatch(/^variant +AP +AP50 +agreement +FPS \(ort, cpu\) +speed-up +size MB +run/)
    expect(stdout).toContain('does not predict TensorRT')
  })

  it('marks what was under way as interrupted on Ctrl-C, keeps what was done, and exits with 130', async () => {
    const job = quantbench('run', workspace.model, '--data', workspace.data, '--repeats', '100000')
    const interrupting = setInterval(() => {
      using store = openStore(workspace.home)
      const [head] = store.runs.list({ kinds: ['main'], statuses: ['running'] }).runs
      const done = head === undefined ? 0 : store.runs.list({ groupId: head.id, statuses: ['done'] }).total
      if (done >= 2) {
        clearInterval(interrupting)
        process.emit('SIGINT')
      }
    }, 20)
    const { status, stderr } = await job
    expect(status).toBe(130)
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^CANCELLED: /)
    using store = openStore(workspace.home)
    expect(store.runs.list({ statuses: ['running'] }).total).toBe(0)
    const [head] = store.runs.list({ kinds: ['main'], statuses: ['interrupted'] }).runs
    expect(store.runs.list({ groupId: head.id, statuses: ['done'] }).total).toBeGreaterThanOrEqual(2)
  })
})

describe('bad input', () => {
  const cases: [name: string, argv: () => string[], status: number, line: RegExp][] = [
    [
      'a missing model',
      () => ['eval', inFolder('none.onnx'), '--data', workspace.data],
      1,
      /^FILE_NOT_FOUND: .*none\.onnx/,
    ],
    [
      'a missing dataset',
      () => ['eval', workspace.model, '--data', inFolder('none')],
      1,
      /^(FILE_NOT_FOUND|DATASET_\w+): /,
    ],
    [
      'a missing split',
      () => ['eval', workspace.model, '--data', workspace.data, '--split', 'test2017'],
      1,
      /test2017/,
    ],
    ['no dataset', () => ['eval', workspace.model], 2, /^USAGE: /],
    [
      'an unknown method',
      () => [
        'ptq',
        workspace.model,
        '--calib',
        workspace.data,
        '--method',
        'best',
        '--out',
        inFolder('x.onnx'),
      ],
      2,
      /^USAGE: /,
    ],
    [
      'neither images nor a table',
      () => ['ptq', workspace.model, '--out', inFolder('x.onnx')],
      2,
      /^USAGE: .*--calib/,
    ],
    [
      'a broken pattern',
      () => [
        'ptq',
        workspace.model,
        '--calib',
        workspace.data,
        '--exclude',
        '(',
        '--out',
        inFolder('x.onnx'),
      ],
      2,
      /^RECIPE_INVALID: /,
    ],
    [
      'a quantized model to quantize',
      () => ['ptq', inFolder('q.onnx'), '--calib', workspace.data, '--out', inFolder('x.onnx')],
      1,
      /^MODEL_INVALID: /,
    ],
    [
      'an unwritable place',
      () => ['ptq', workspace.model, '--calib', workspace.data, '--out', join(workspace.model, 'x.onnx')],
      1,
      /^FILE_UNWRITABLE: /,
    ],
    [
      'a table of something else',
      () => [
        'ptq',
        workspace.model,
        '--table',
        join(workspace.data, 'annotations/instances_val2017.json'),
        '--out',
        inFolder('x.onnx'),
      ],
      1,
      /^TABLE_INVALID: /,
    ],
    [
      'unknown variants',
      () => ['run', workspace.model, '--data', workspace.data, '--variants', 'int4'],
      2,
      /^USAGE: /,
    ],
    [
      'a batch that the model does not take',
      () => ['eval', workspace.model, '--data', workspace.data, '--batch', '4'],
      2,
      /^USAGE: .*--batch 1/,
    ],
    [
      'rectangles for a square model',
      () => ['eval', workspace.model, '--data', workspace.data, '--rect'],
      2,
      /^USAGE: .*64 × 64/,
    ],
    [
      'an unknown family',
      () => ['eval', workspace.model, '--data', workspace.data, '--family', 'rcnn'],
      2,
      /^USAGE: /,
    ],
  ]

  it.each(cases)('%s ends in one line and leaves nothing half-written', async (_name, argv, status, line) => {
    const outcome = await quantbench(...argv())
    expect(outcome.stdout).toBe('')
    expect(complaints(outcome)).toEqual([expect.stringMatching(line)])
    expect(outcome.status).toBe(status)
    expect(existsSync(inFolder('x.onnx'))).toBe(false)
    expect(readdirSync(workspace.folder).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('a home that is a file ends in one line', async () => {
    const outcome = await runCommand(
      'eval',
      workspace.model,
      '--data',
      workspace.data,
      '--home',
      workspace.model,
    )
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^STORE_UNAVAILABLE: /)])
    expect(outcome.status).toBe(1)
  })
})
