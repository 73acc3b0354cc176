import { median } from '../../../base/quantiles.ts'
import { amaxByMse } from '../../../calib/amax-mse.ts'
import type { Layer } from '../../../onnx/layers.ts'
import { changeModel, changeRecipe, ofLayers } from '../finding.ts'
import { macsPercent } from '../graph-facts.ts'
import { layerSqnr } from '../layer-sqnr.ts'
import { layerPattern } from '../../recipe-change.ts'
import { needsFloatGraph, type AdviceFacts, type AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

const FIRST = 2
/** A tenth of the amplitude is noise. The first two of YOLOv5n have 36 and 33 dB by mse, the second 11 by entropy. */
const POOR_DB = 20

/** The first two layers where what they compute drowns in noise: everything behind them reads it. */
export const sensitiveFirstLayers: AdviceRule = {
  id: 'sensitive-first-layers',
  title: 'the first or second layer suffers from quantization',
  sources: [SOURCES.fixedPoint, SOURCES.integerPrinciples, SOURCES.yolov5nRanges],
  needs: needsFloatGraph,
  find(facts) {
    const { float } = facts.graph
    if (float === null) return []
    const measured = facts.measured.activations !== null
    const all = float.layers.filter(({ node }) => !float.head.tail.has(node))
    const poor = sqnrs(facts, all.slice(0, FIRST)).filter(({ db }) => db < POOR_DB)
    if (poor.length === 0) return []
    const layers = poor.map(({ layer }) => layer)
    const usual = median(sqnrs(facts, all).map(({ db }) => db))
    const change = changeFor(facts, layers)
    return [
      {
        severity: 'warning',
        title: `${layers.length === 1 ? 'One of the first two layers is' : 'The first two layers are'} sensitive`,
        ...ofLayers(layers),
        evidence: [
          ...poor.map(({ layer, db }) => ({
            what: `estimated signal to noise of the output (${measured ? 'input and weights' : 'weights alone'})`,
            value: db,
            unit: 'dB',
            subject: layer.name,
            measured,
          })),
          { what: 'median of all quantized layers', value: usual, unit: 'dB', measured },
          { what: 'share of the multiply-accumulates', value: macsPercent(float, layers), unit: '%' },
        ],
        reason:
          'The first layers have few channels over which errors could average out, and every other layer reads what they lose.',
        change,
      },
    ]
  },
}

/** Another method where that is enough, else the layers stay float. */
function changeFor(facts: AdviceFacts, layers: readonly Layer[]) {
  const { quantizers } = facts.graph
  const enough = sqnrs(calibratedByMse(facts), layers).every(({ db }) => db >= POOR_DB)
  const patch = enough
    ? ({ method: 'mse' } as const)
    : { exclude: layers.map(({ name }) => layerPattern(name)) }
  const text = enough
    ? 'Calibrate by mse, with which they do well.'
    : `Leave ${layers.map(({ name }) => name).join(' and ')} float.`
  return quantizers.length > 0 ? changeModel('quantize-again', text, patch) : changeRecipe(patch, text)
}

function calibratedByMse(facts: AdviceFacts): AdviceFacts {
  const first = facts.graph.float?.layers.slice(0, FIRST) ?? []
  const ranges = new Map(facts.ranges)
  for (const { node, weightInput } of first) {
    const name = node.input(1 - weightInput)?.name ?? ''
    const histogram = facts.measured.activations?.histograms.get(name)
    if (histogram !== undefined) ranges.set(name, amaxByMse(histogram))
  }
  return { ...facts, ranges }
}

function sqnrs(facts: AdviceFacts, layers: readonly Layer[]): { layer: Layer; db: number }[] {
  return layers.flatMap((layer) => {
    const db = layerSqnr(facts, layer)
    return db === null ? [] : [{ layer, db }]
  })
}
