import { attribute, textOf } from '../../attributes.ts'
import type { Adapter } from './adapter.ts'
import { floatToInput, integerToInput, inTurn, listToInput } from './attribute-to-input.ts'
import { nameRounding, omitEmptyInputs, upsampleToResize } from './resize.ts'
import { lastAxisOnly } from './softmax.ts'

/** In inference Dropout passes its input on, whatever its ratio. */
const forgetRatio: Adapter = ({ node }) => node.attributes.delete('ratio')

const scatterElements: Adapter = ({ graph, node }) => graph.setOperator(node, 'ScatterElements')

/** BatchNormalization 14 hands out running statistics only in training. */
const onlyResult: Adapter = ({ graph, node }) => graph.truncateOutputs(node, 1)

/** RoiAlign 16 samples half a pixel off unless told otherwise. */
const keepSampling: Adapter = ({ node }) => {
  const name = 'coordinate_transformation_mode'
  node.attributes.set(name, attribute(name, 'output_half_pixel'))
}

/** Split 18 without sizes must say into how many parts. */
const countParts: Adapter = ({ node }) => {
  if (node.input(1) === null)
    node.attributes.set('num_outputs', attribute('num_outputs', node.outputs.length))
}

const GRID_MODES: Partial<Record<string, string>> = { bilinear: 'linear', bicubic: 'cubic' }

/** GridSample 20 names its modes by degree, as it takes volumes too. */
const renameMode: Adapter = ({ node }) => {
  const mode = textOf(node.attributes, 'mode', 'bilinear')
  node.attributes.set('mode', attribute('mode', GRID_MODES[mode] ?? mode))
}

const axesToInput = listToInput('axes', 1)

const REDUCTIONS = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare']

/** Operators and the opsets that changed what their nodes look like or mean, with the rewriting that keeps the meaning. */
export const ADAPTED: Readonly<Record<string, Readonly<Partial<Record<number, Adapter>>>>> = {
  ...Object.fromEntries(REDUCTIONS.map((kind) => [`Reduce${kind}`, { 18: axesToInput }])),
  BatchNormalization: { 14: onlyResult },
  Clip: { 11: inTurn(floatToInput('min', 1), floatToInput('max', 2)) },
  Dropout: { 12: forgetRatio },
  GridSample: { 20: renameMode },
  Hardmax: { 13: lastAxisOnly },
  LogSoftmax: { 13: lastAxisOnly },
  Pad: { 11: inTurn(listToInput('pads', 1), floatToInput('value', 2)) },
  ReduceSum: { 13: axesToInput },
  Resize: { 11: nameRounding, 13: omitEmptyInputs },
  RoiAlign: { 16: keepSampling },
  Scatter: { 11: scatterElements },
  Slice: { 10: inTurn(listToInput('starts', 1), listToInput('ends', 2), listToInput('axes', 3)) },
  Softmax: { 13: lastAxisOnly },
  Split: { 13: listToInput('split', 1), 18: countParts },
  Squeeze: { 13: axesToInput },
  TopK: { 10: integerToInput('k', 1) },
  Unsqueeze: { 13: axesToInput },
  Upsample: { 10: upsampleToResize },
}
