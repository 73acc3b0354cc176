import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeImage } from '../../../../src/main/data/image.ts'
import { encodeModel } from '../../../../src/main/onnx/encode.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { complaints } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'
import { quantbench } from '../run-verbs.ts'

const workspace = useTinyWorkspace(1)
const inFolder = (name: string) => join(workspace.folder, name)
const image = () => join(workspace.data, 'val2017', '0001.png')

/** A model that takes images and gives images. */
function writeFilter(): string {
  const builder = new ModelBuilder()
  builder.output(
    builder.node('Conv', [builder.input('images', [1, 3, 8, 8]), builder.weights('a.weight', [3, 3, 1, 1])]),
  )
  const path = inFolder('filter.onnx')
  writeFileSync(path, encodeModel(builder.model))
  return path
}

describe('quantbench inspect', () => {
  it('prints one document with everything about a detector', async () => {
    const { status, stdout, stderr } = await quantbench('inspect --json', workspace.model)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const found = JSON.parse(stdout)
    expect(found).toMatchObject({
      model: { path: workspace.model, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      family: 'yolov8',
      classes: 3,
      classNames: ['red', 'green', 'blue'],
      needsNms: true,
      inputSize: { width: 64, height: 64 },
      preprocess: { color: 'rgb', layout: 'nchw' },
      opset: 13,
      irVersion: 8,
      quantizers: { activations: 0, floatLayers: 4 },
      problems: [],
      preview: null,
    })
    expect(found.reason).toContain('output0')
    expect(found.layers.map(({ name }: { name: string }) => name)).toEqual([
      'model.0.conv',
      'model.1.cv3.0',
      'model.1.cv3.1',
      'model.1.cv3.2',
    ])
  })

  it('prints a page for people, and a line a layer where asked', async () => {
    const { stdout } = await quantbench('inspect --layers', workspace.model)
    expect(stdout).toMatch(/^model +.*tiny\.onnx /)
    expect(stdout).toMatch(/^family +yolov8 \(/m)
    expect(stdout).toMatch(/^because +.*input 64 × 64, fixed by the model$/m)
    expect(stdout).toMatch(/^input +images {2}float {2}\[1, 3, 64, 64\]$/m)
    expect(stdout).toMatch(/^quantizers +none: a float model$/m)
    expect(stdout).toMatch(/^model\.0\.conv +Conv +6×3×1×1 +24 +73\.7 k +float$/m)
    expect((await quantbench('inspect', workspace.model)).stdout).not.toContain('6×3×1×1')
  })

  it('counts the quantizers of a quantized model', async () => {
    const out = inFolder('q.onnx')
    await quantbench('ptq --home', workspace.home, workspace.model, '--calib', workspace.data, '--out', out)
    const { family, quantizers } = JSON.parse((await quantbench('inspect --json', out)).stdout)
    expect(family).toBe('yolov8')
    expect(quantizers).toMatchObject({
      activations: 1,
      weights: 1,
      symmetric: true,
      quantizedLayers: 1,
      floatLayers: 3,
    })
    expect((await quantbench('inspect', out)).stdout).toMatch(
      /^quantizers +1 activations, 1 weights.*1 quantized, 3 float$/m,
    )
  })

  it('draws what the model sees and finds, and tells it', async () => {
    const out = inFolder('preview.png')
    const { status, stdout } = await quantbench(
      'inspect --json',
      workspace.model,
      '--image',
      image(),
      '--preview',
      out,
    )
    expect(status).toBe(0)
    const { preview } = JSON.parse(stdout)
    expect(preview).toMatchObject({ image: image(), out, trial: { reason: expect.any(String) } })
    expect(preview.detections).toHaveLength(3)
    for (const { bbox, score } of preview.detections) {
      expect(bbox.slice(2)).toEqual([16, 16])
      expect(score).toBeGreaterThan(0.25)
    }
    const [drawn, plain] = await Promise.all([out, image()].map(decodeImage))
    expect([drawn.width, drawn.height]).toEqual([64, 64])
    expect(Buffer.from(drawn.data).equals(plain.data)).toBe(false)
  })

  it('tells what it finds without drawing it', async () => {
    const { stdout } = await quantbench('inspect --conf 0.1 --max-det 2', workspace.model, '--image', image())
    expect(stdout).toMatch(/^found +score +x y width height$/m)
    expect(stdout.match(/^(red|green|blue) +0\.\d{3} +\d+ \d+ 16 16$/gm)).toHaveLength(2)
    expect(stdout).toContain("Trial: the family's")
  })

  it('takes what the flags say over what it recognises', async () => {
    const flags = 'inspect --json --color bgr --normalise imagenet --resize-mode stretch --pad-value 0'
    const { preprocess } = JSON.parse((await quantbench(flags, workspace.model)).stdout)
    expect(preprocess).toMatchObject({
      color: 'bgr',
      mode: 'stretch',
      padValue: 0,
      mean: [0.406, 0.456, 0.485],
    })
  })
})

describe('a model that is no detector', () => {
  it('is described all the same, with the reason', async () => {
    const path = writeFilter()
    const { status, stdout } = await quantbench('inspect --json', path, '--image', image())
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      family: null,
      code: 'MODEL_FAMILY',
      reason: expect.stringContaining('known detector'),
      layers: [{ name: 'a', weightShape: [3, 3, 1, 1] }],
      preview: null,
    })
    const text = await quantbench('inspect', path)
    expect(text.stdout).toMatch(/^family +none\nbecause +Expected outputs of a known detector/m)
  })

  it('cannot be drawn', async () => {
    const out = inFolder('none.png')
    const outcome = await quantbench('inspect', writeFilter(), '--image', image(), '--preview', out)
    expect(outcome).toMatchObject({ status: 1, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^MODEL_FAMILY: /)])
    expect(existsSync(out)).toBe(false)
  })
})

describe('bad input of quantbench inspect', () => {
  const cases: [name: string, argv: () => string[], status: number, line: RegExp][] = [
    ['a missing model', () => [inFolder('none.onnx')], 1, /^FILE_NOT_FOUND: /],
    ['an image for a model', () => [image()], 1, /^MODEL_NOT_ONNX: /],
    [
      'a missing image',
      () => [workspace.model, '--image', inFolder('none.png')],
      1,
      /^FILE_NOT_FOUND: .*none\.png/,
    ],
    ['a model for an image', () => [workspace.model, '--image', workspace.model], 1, /^IMAGE_UNREADABLE: /],
    [
      'a preview without an image',
      () => [workspace.model, '--preview', inFolder('x.png')],
      2,
      /^USAGE: .*--image/,
    ],
    ['a family that it is not', () => [workspace.model, '--family', 'yolox'], 1, /^MODEL_FAMILY: /],
    ['a size that it cannot take', () => [workspace.model, '--size', '320'], 2, /^USAGE: .*64/],
    [
      'a place that cannot be written',
      () => [workspace.model, '--image', image(), '--preview', join(workspace.model, 'x.png')],
      1,
      /^FILE_UNWRITABLE: /,
    ],
  ]

  it.each(cases)('%s ends in one line', async (_name, argv, status, line) => {
    const outcome = await quantbench('inspect --json', ...argv())
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(line)])
  })
})
