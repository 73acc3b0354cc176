import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { AnalysisProcess } from '../../../../src/main/api/analysis/analysis-process.ts'
import { modelGraph } from '../../../../src/main/api/analysis/methods/model-graph.ts'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { makeDemoSet } from '../../../../src/main/data/demo-set.ts'
import { decodeImage } from '../../../../src/main/data/image.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { tensorFrom } from '../../../../src/main/onnx/tensor.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'

const analysis = new AnalysisProcess({ entry: new URL('../../../../src/main/analysis.ts', import.meta.url) })
afterAll(() => analysis.close())

const detector = resourcePath('demo/detector.onnx')

describe('models.inspect', () => {
  it('describes the bundled detector', async () => {
    const found = await analysis.ask('models.inspect', { path: detector })
    expect(found.file).toMatchObject({ path: detector, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(found.detector).toMatchObject({
      classes: 12,
      preprocess: { width: 256, height: 256, layout: 'nchw' },
    })
    expect(found.detector?.classNames).toHaveLength(12)
    expect(found.detector?.notes.length).toBeGreaterThan(1)
    expect(found.noDetector).toBeNull()
    expect(found.inputs).toEqual([{ name: 'images', type: 'float', dims: ['batch', 3, 256, 256] }])
    expect(found.layers).toHaveLength(48)
    expect(found.layers.every(({ precision }) => precision === 'float')).toBe(true)
    expect(found.operators.reduce((sum, { count }) => sum + count, 0)).toBe(found.nodes)
    expect(found.problems.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('tells why a model is no detector', async () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1, 3, 32, 32])
    builder.output(builder.node('Relu', [x], {}, { outputs: ['y'] }), undefined, [1, 3, 32, 32])
    const path = join(folderWith({ 'm.onnx': encodeModel(builder.model) }), 'm.onnx')
    const found = await analysis.ask('models.inspect', { path })
    expect(found.detector).toBeNull()
    expect(found.noDetector).toMatchObject({ code: 'MODEL_FAMILY', wayOut: expect.any(String) })
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['text', Buffer.from('no model, but words')],
    ['random bytes', Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251)],
  ])('refuses a file of %s', async (_what, content) => {
    const path = join(folderWith({ 'm.onnx': content }), 'm.onnx')
    await expect(analysis.ask('models.inspect', { path })).rejects.toMatchObject({
      code: expect.stringMatching(/^MODEL_/),
    })
    await expect(analysis.ask('models.graph', { path })).rejects.toMatchObject({
      code: expect.stringMatching(/^MODEL_/),
    })
  })

  it('refuses a folder, and what is not there', async () => {
    await expect(analysis.ask('models.inspect', { path: folderWith({}) })).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    })
    await expect(analysis.ask('models.inspect', { path: '/nowhere/\0.onnx' })).rejects.toMatchObject({
      code: expect.stringMatching(/^FILE_/),
    })
  })
})

describe.skipIf(process.platform === 'win32')('pipes and devices', () => {
  it('are refused before anything waits for them', async () => {
    const pipe = join(folderWith({}), 'pipe')
    execFileSync('mkfifo', [pipe])
    const code = { code: 'FILE_UNREADABLE' }
    for (const path of [pipe, '/dev/zero']) {
      await expect(analysis.ask('models.inspect', { path })).rejects.toMatchObject(code)
      await expect(analysis.ask('models.graph', { path })).rejects.toMatchObject(code)
      await expect(analysis.ask('models.preview', { path: detector, image: path })).rejects.toMatchObject(
        code,
      )
      await expect(analysis.ask('engines.graph', { layers: path })).rejects.toMatchObject(code)
      await expect(analysis.ask('engines.explain', { engine: { layers: path } })).rejects.toMatchObject(code)
      await expect(analysis.ask('engines.explain', { model: path })).rejects.toMatchObject(code)
      const engines = { a: { layers: path }, b: { layers: detector } }
      await expect(analysis.ask('engines.diff', engines)).rejects.toMatchObject(code)
      await expect(analysis.ask('advice.findings', { model: path, images: 1 })).rejects.toMatchObject(code)
      await expect(analysis.ask('layers.fileHistogram', { paths: [path] })).rejects.toMatchObject(code)
      for (const source of [{ dir: path }, { annotations: path, images: folderWith({}) }])
        await expect(analysis.ask('datasets.open', { source, check: false })).rejects.toMatchObject(code)
    }
  })
})

describe('models.preview', () => {
  it('shows what the bundled detector finds in an image of its own data', async () => {
    const folder = folderWith({})
    await makeDemoSet(folder, { train: 1, val: 1 })
    const { images } = await analysis.ask('datasets.images', {
      source: { dir: folder, split: 'val2017' },
      offset: 0,
      limit: 1,
    })
    const asked = { path: detector, image: images[0].path }
    const seen = await analysis.ask('models.view', asked)
    const shown = await analysis.ask('models.preview', asked)
    expect([seen.width, seen.height]).toEqual([256, 256])
    expect(shown.detections.length).toBeGreaterThan(0)
    expect(shown.detections.map(({ score }) => score)).toEqual(
      shown.detections.map(({ score }) => score).toSorted((one, other) => other - one),
    )
    // Letterboxed: one scale for both sides, and a margin at one pair of edges at most.
    for (const { bbox, seen: inside } of shown.detections) {
      expect(inside[2] / bbox[2]).toBeCloseTo(inside[3] / bbox[3], 4)
      expect(Math.min(inside[0], inside[1])).toBeGreaterThanOrEqual(0)
      expect(Math.max(inside[0] + inside[2], inside[1] + inside[3])).toBeLessThanOrEqual(256)
    }
    const trial = await analysis.ask('models.trial', asked)
    expect(trial.candidates.filter(({ chosen }) => chosen)).toHaveLength(1)
    const png = join(folder, 'seen.png')
    writeFileSync(png, Buffer.from(seen.picture.replace('data:image/png;base64,', ''), 'base64'))
    expect(await decodeImage(png)).toMatchObject({ width: 256, height: 256 })
  })

  it('ends the trials when nobody waits for them any more', async () => {
    const folder = folderWith({})
    await makeDemoSet(folder, { train: 1, val: 1 })
    const source = { dir: folder, split: 'val2017' }
    const { images } = await analysis.ask('datasets.images', { source, offset: 0, limit: 1 })
    const asked = { path: detector, image: images[0].path }
    await analysis.ask('models.preview', asked)
    const order: string[] = []
    const controller = new AbortController()
    const trial = analysis.ask('models.trial', asked, controller.signal).then(
      () => order.push('trial'),
      () => order.push('cancelled'),
    )
    await analysis.ask('models.view', asked)
    order.push('view')
    controller.abort()
    await trial
    expect(order).toEqual(['view', 'cancelled'])
  })

  it('refuses what is no image', async () => {
    const image = join(folderWith({ 'a.png': 'text' }), 'a.png')
    for (const method of ['models.view', 'models.preview', 'models.trial'] as const)
      await expect(analysis.ask(method, { path: detector, image })).rejects.toMatchObject({
        code: 'IMAGE_UNREADABLE',
      })
  })
})

describe('modelGraph', () => {
  /** x → Q → DQ → Conv (weights dequantized by channel) → y */
  function quantizedConvolution(): string {
    const builder = new ModelBuilder()
    const x = builder.input('x', ['batch', 1, 4, 4])
    const scale = builder.floats('scale', [], [0.5])
    const zero = builder.initializer(tensorFrom('zero', [], Int8Array.of(0)))
    const q = builder.node('QuantizeLinear', [x, scale, zero], {}, { outputs: ['q'] })
    const dq = builder.node('DequantizeLinear', [q, scale, zero], {}, { outputs: ['dq'] })
    const weight = builder.initializer(tensorFrom('model.0.conv.weight', [2, 1, 1, 1], Int8Array.of(5, 7)))
    const scales = builder.floats('scales', [2], [0.1, 0.2])
    const zeros = builder.initializer(tensorFrom('zeros', [2], Int8Array.of(0, 0)))
    const w = builder.node('DequantizeLinear', [weight, scales, zeros], { axis: 0 }, { outputs: ['w'] })
    const y = builder.node(
      'Conv',
      [dq, w],
      { kernel_shape: [1, 1], auto_pad: 'VALID' },
      { name: '/model.0/conv/Conv', outputs: ['y'] },
    )
    builder.output(y, undefined, ['batch', 2, 4, 4])
    return join(folderWith({ 'm.onnx': encodeModel(builder.model) }), 'm.onnx')
  }

  it('has nodes with layers, edges by tensor, and the scales of Q and DQ', () => {
    const { nodes, edges, tensors } = modelGraph({ path: quantizedConvolution() })
    expect(nodes.map(({ id, op }) => [id, op])).toEqual([
      [0, 'QuantizeLinear'],
      [1, 'DequantizeLinear'],
      [2, 'DequantizeLinear'],
      [3, 'Conv'],
    ])
    expect(nodes[3]).toMatchObject({
      name: '/model.0/conv/Conv',
      layer: 'model.0.conv',
      block: 'model.0',
      attributes: { kernel_shape: '[1, 1]', auto_pad: 'VALID' },
      inputs: ['dq', 'w'],
      outputs: ['y'],
    })
    expect(edges).toEqual([
      { from: 0, to: 1, tensor: 'q' },
      { from: 1, to: 3, tensor: 'dq' },
      { from: 2, to: 3, tensor: 'w' },
    ])
    expect(tensors['x']).toEqual({ type: 'float', dims: ['batch', 1, 4, 4], stored: false, scale: 0.5 })
    expect(tensors['q']).toMatchObject({ type: 'int8', scale: 0.5 })
    expect(tensors['dq']).toMatchObject({ type: 'float', scale: 0.5 })
    expect(tensors['y']).toEqual({ type: 'float', dims: ['batch', 2, 4, 4], stored: false, scale: null })
    expect(tensors['model.0.conv.weight']).toEqual({
      type: 'int8',
      dims: [2, 1, 1, 1],
      stored: true,
      scale: null,
    })
  })
})

describeWithReference('models/yolov5n.onnx', 'YOLOv5n', () => {
  const path = reference('models/yolov5n.onnx')

  it('is recognised', async () => {
    const found = await analysis.ask('models.inspect', { path })
    expect(found.detector).toMatchObject({
      family: 'yolov5',
      classes: 80,
      preprocess: { width: 640, height: 640, color: 'rgb', mode: 'letterbox' },
    })
    // Ultralytics' table for YOLOv5n: 1.9 M parameters.
    expect(found.parameters / 1e6).toBeCloseTo(1.87, 1)
  })

  it('is a graph of which every node but constants is reached from its input', async () => {
    const { nodes, edges, tensors } = await analysis.ask('models.graph', { path })
    expect(nodes).toHaveLength(524)
    expect(nodes.filter(({ layer }) => layer.startsWith('model.24.m.'))).toHaveLength(3)
    const reached = new Set(nodes.flatMap(({ id, inputs }) => (inputs.includes('images') ? [id] : [])))
    for (let before = -1; before !== reached.size;) {
      before = reached.size
      for (const { from, to } of edges) if (reached.has(from)) reached.add(to)
    }
    const convolutions = nodes.filter(({ op }) => op === 'Conv')
    expect(convolutions.every(({ id }) => reached.has(id))).toBe(true)
    expect(tensors['images'].dims).toEqual(['batch', 3, 640, 640])
    expect(tensors[convolutions[0].outputs[0]].dims).toEqual([1, 16, 320, 320])
  })
})
