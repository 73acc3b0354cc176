import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adviceReportSchema } from '../../../src/shared/contract/advice.ts'
import { openDataset } from '../../../src/main/data/dataset.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { adviseModel } from '../../../src/main/stages/advise.ts'
import { openModelFile } from '../../../src/main/stages/model-file.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { tinyDetector } from '../../support/tiny-detector.ts'
import { useTinyWorkspace } from '../../support/tiny-workspace.ts'

function open(data: string, split: string) {
  return openDataset({ data, split }, { onProblem: 'skip', sizeOf: imageSize })
}

describe('advice on a model', () => {
  const workspace = useTinyWorkspace(20)

  it('measures on calibration images and compares them with those of the evaluation', async () => {
    const calibration = await open(workspace.data, 'train2017')
    const evaluation = await open(workspace.data, 'val2017')
    const report = await adviseModel(tinyDetector(), 'tiny', { calibration, evaluation })
    expect(adviceReportSchema.parse(report)).toEqual(report)
    expect(report.measured).toMatchObject({ calibration: 20, evaluation: 20 })
    expect(report.measured.tensors).toBeGreaterThan(0)
    const outcomes = new Map(report.rules.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes.get('calibration-drift')).toBe('clear')
    // Both splits name their images 0001.png and so on, but their sizes in bytes differ.
    expect(outcomes.get('activation-outliers')).toBe('clear')
    expect(outcomes.get('calibration-size')).toBe('found')
  })

  it('says when the calibration images are those of the evaluation', async () => {
    const evaluation = await open(workspace.data, 'val2017')
    const { findings } = await adviseModel(tinyDetector(), 'tiny', { calibration: evaluation, evaluation })
    const overlap = findings.find(({ rule }) => rule === 'calibration-overlap')
    expect(overlap?.evidence[0].value).toBe(20)
  })

  it('takes no more images than it is told', async () => {
    const calibration = await open(workspace.data, 'train2017')
    const { measured } = await adviseModel(tinyDetector(), 'tiny', { calibration, images: 4 })
    expect(measured.calibration).toBe(4)
  })

  it('judges a model that cannot run by its file, and says so', async () => {
    const builder = new ModelBuilder({ opset: 13 })
    const image = builder.input('images', [1, 3, 64, 64])
    const features = builder.node('Conv', [image, builder.weights('model.0.weight', [16, 3, 3, 3])])
    builder.output(builder.node('EfficientNMS_TRT', [features], {}, { name: 'nms', domain: 'TRT' }))
    const calibration = await open(workspace.data, 'train2017')
    const { findings, rules } = await adviseModel(builder.model, 'plugin', { calibration })
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['plugins:plugin', 'nms-in-graph']))
    expect(rules.find(({ id }) => id === 'activation-outliers')).toMatchObject({
      outcome: 'skipped',
      needs: expect.stringMatching(/EfficientNMS_TRT/),
    })
  })

  it('does not change the model', async () => {
    const model = tinyDetector()
    const before = model.graph.nodes.map(({ name, opType }) => `${opType} ${name}`)
    await adviseModel(model, 'tiny')
    expect(model.graph.nodes.map(({ name, opType }) => `${opType} ${name}`)).toEqual(before)
  })
})

const above = (findings: readonly { severity: string; id: string }[]) =>
  findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)

describe('advice on the bundled detector', () => {
  const path = resolve(import.meta.dirname, '../../../resources/demo/detector.onnx')

  it('is remarks alone', async () => {
    const { findings } = await adviseModel(openModelFile(path).model, path)
    expect(findings.map(({ id }) => id)).toEqual([
      'residual-skips',
      'channel-alignment',
      'smooth-activations',
    ])
    expect(above(findings)).toEqual([])
  })

  it('warns of what a recipe would do to it', async () => {
    const recipe = recipeFrom({ headFloat: 'off', method: 'entropy', add: 'residual' })
    const { findings } = await adviseModel(openModelFile(path).model, path, { recipe })
    expect(above(findings)).toEqual(['head-quantized', 'entropy-clipping'])
  })
})

describeWithReference('models/yolov5n.onnx', 'advice on YOLOv5n', () => {
  const path = reference('models/yolov5n.onnx')
  const { model } = openModelFile(path)

  it('is remarks alone', async () => {
    const { findings } = await adviseModel(model, path)
    expect(findings.map(({ id }) => id)).toEqual([
      'residual-skips',
      'dynamic-shapes:computed',
      'smooth-activations',
    ])
    expect(above(findings)).toEqual([])
    expect(findings[0].layers).toHaveLength(7)
  })

  it('finds by measuring that entropy clips, the second layer above all, and that mse does not', async () => {
    const calibration = await open(reference('coco-mini'), 'train2017')
    const options = { calibration, images: 16 }
    const byEntropy = await adviseModel(model, path, {
      ...options,
      recipe: recipeFrom({ method: 'entropy' }),
    })
    expect(above(byEntropy.findings)).toEqual(['entropy-clipping', 'sensitive-first-layers'])
    const [clipping, first] = byEntropy.findings
    expect(clipping.change?.flags).toBe('--method mse')
    expect(clipping.layers).toContain('model.1.conv')
    expect(first.layers).toEqual(['model.1.conv'])
    const byMse = await adviseModel(model, path, options)
    expect(above(byMse.findings)).toEqual([])
  }, 120_000)
})

describeWithReference('models/yolov7-topology.onnx', 'advice on the YOLOv7 topology', () => {
  it('is remarks alone', async () => {
    const path = reference('models/yolov7-topology.onnx')
    const { findings } = await adviseModel(openModelFile(path).model, path)
    expect(findings.map(({ id }) => id)).toEqual([
      'dynamic-shapes:computed',
      'channel-alignment',
      'smooth-activations',
    ])
    expect(above(findings)).toEqual([])
  })
})
