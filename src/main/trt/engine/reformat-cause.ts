import type { GraphLayer } from './engine-graph.ts'
import { sourcesOf, usersOf, type GraphWalk, type TensorReader } from './graph-walk.ts'
import { additionsOf, labelOf, pathsOf } from './layer-label.ts'
import { isFloat } from './layer-precision.ts'
import { halfPrecision, quantizeLayers, quantizePool, quantizeSkip, shareScales } from './recipe-change.ts'
import type { RecipeChange } from './recipe-change.ts'

/** Why a reformat stands where it stands. */
export type ReformatCauseKind =
  /** The network's own input or output is float. */
  | 'network-input'
  | 'network-output'
  /** A residual addition reads the same tensor as float, so that it is kept as float. */
  | 'float-skip'
  /** The tensor is needed at several scales. */
  | 'scale-mismatch'
  /** The layer before computes in float. */
  | 'float-producer'
  /** Another layer reads the same tensor as float. */
  | 'float-reader'
  /** What reads the result of an addition is float, so its INT8 skip has to become float. */
  | 'float-addition'
  /** FP32 and FP16 meet. */
  | 'float-types'
  /** The kernels on both sides want another arrangement of the same values. */
  | 'layout'
  | 'unknown'

export interface ReformatCause {
  readonly kind: ReformatCauseKind
  /** One sentence for people. */
  readonly reason: string
  /** Layers that bring it about, by position. */
  readonly layers: readonly number[]
  /** Absent where no recipe changes it. */
  readonly change?: RecipeChange
}

/** Why a reformat is there, from what stands around it in the engine. */
export function causeOf(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const role = reformat.reformat?.role ?? 'unknown'
  if (reformat.inputs.length === 0 || reformat.outputs.length === 0) {
    return { kind: 'unknown', reason: 'The engine does not list its tensors.', layers: [] }
  }
  if (role === 'quantize') return causeOfQuantize(reformat, walk)
  if (role === 'dequantize') return causeOfDequantize(reformat, walk)
  if (role === 'requantize') return mismatch([reformat], reformat, walk)
  return role === 'type' ? causeOfType(reformat, walk) : causeOfLayout(reformat, walk)
}

function causeOfQuantize(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const [{ name }] = reformat.inputs
  const others = walk.readersOf(name).filter(({ layer }) => layer !== reformat)
  const quantizers = others.map(({ layer }) => layer).filter((layer) => layer.reformat?.role === 'quantize')
  if (quantizers.length > 0) return mismatch([reformat, ...quantizers], reformat, walk)
  const skip = others.find(({ layer, input }) => isSkip(layer, input))
  if (skip !== undefined) return floatSkip(skip.layer, `${name} is also its skip input, which is float`)
  if (others.length > 0) return floatReaders(others, name)
  return causeBefore(name, walk)
}

function causeBefore(tensor: string, walk: GraphWalk): ReformatCause {
  const sources = sourcesOf(tensor, walk)
  if (sources.length === 0) {
    return { kind: 'network-input', reason: 'The network receives float values.', layers: [] }
  }
  const held = sources.find((layer) => layer.precision === 'int8' && floatSkipOf(layer) !== undefined)
  if (held !== undefined) return floatSkip(held, 'its skip input is float, and so its output has to be')
  const reason = `${sources.map(labelOf).join(', ')} hands on ${[...new Set(sources.flatMap(({ outputs }) => outputs.map(({ dataType }) => dataType)))].join(', ')}.`
  const layers = sources.map(({ index }) => index)
  const pools = sources.filter(({ kind }) => kind === 'pooling')
  if (pools.length > 0) {
    return { kind: 'float-producer', reason, layers, change: quantizePool(pools.map(labelOf)) }
  }
  const paths = pathsOf(sources.filter(({ precision }) => isFloat(precision)))
  const change = paths.length === 0 ? undefined : quantizeLayers(paths)
  return { kind: 'float-producer', reason, layers, change }
}

function causeOfDequantize(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const [{ name }] = reformat.outputs
  const readers = walk.readersOf(name)
  if (readers.length === 0) {
    return { kind: 'network-output', reason: 'The network hands out float values.', layers: [] }
  }
  const fused = readers.find(({ layer, input }) => isSkip(layer, input))
  if (fused === undefined) return floatReaders(readers, name)
  const users = fused.layer.outputs.flatMap((output) => usersOf(output.name, walk))
  const pools = users.filter(({ kind }) => kind === 'pooling')
  const paths = pathsOf(users.filter(({ precision }) => isFloat(precision)))
  const change =
    pools.length > 0 ? quantizePool(pools.map(labelOf)) : paths.length > 0 ? quantizeLayers(paths) : undefined
  return {
    kind: 'float-addition',
    reason: `${labelOf(fused.layer)} hands on float to ${users.map(labelOf).join(', ') || 'the output'}, and the skip of its addition has to have the type of its output.`,
    layers: [fused.layer.index, ...users.map(({ index }) => index)],
    change,
  }
}

/** Whether a convolution reads a tensor only to add it. */
function isSkip(layer: GraphLayer, input: number): boolean {
  return layer.kind === 'convolution' && input > 0
}

function floatSkipOf(layer: GraphLayer) {
  return layer.kind === 'convolution'
    ? layer.inputs.slice(1).find((tensor) => isFloat(tensor.dataType))
    : undefined
}

function floatSkip(layer: GraphLayer, why: string): ReformatCause {
  const additions = additionsOf(layer)
  return {
    kind: 'float-skip',
    reason: `${labelOf(layer)} adds a residual: ${why}.`,
    layers: [layer.index],
    change: quantizeSkip(additions.length > 0 ? additions : [labelOf(layer)]),
  }
}

function floatReaders(readers: readonly TensorReader[], tensor: string): ReformatCause {
  const layers = readers.map(({ layer }) => layer)
  const paths = pathsOf(layers.filter(({ kind }) => kind === 'convolution' || kind === 'matmul'))
  const pools = layers.filter(({ kind }) => kind === 'pooling').map(labelOf)
  const moving = layers.some(({ kind }) => kind === 'movement')
  return {
    kind: 'float-reader',
    reason: `${layers.map(labelOf).join(', ')} reads ${tensor} as float.`,
    layers: layers.map(({ index }) => index),
    change:
      paths.length > 0
        ? quantizeLayers(paths)
        : pools.length > 0
          ? quantizePool(pools)
          : moving
            ? shareScales([])
            : undefined,
  }
}

/** Quantizers at several scales: the layers behind each should share one. */
function mismatch(quantizers: readonly GraphLayer[], one: GraphLayer, walk: GraphWalk): ReformatCause {
  const users = quantizers.flatMap(({ outputs }) => outputs.flatMap(({ name }) => usersOf(name, walk)))
  const sources = quantizers.length === 1 ? sourcesOf(one.inputs[0].name, walk) : []
  const layers = pathsOf(users)
  const tensor = one.inputs[0].name
  return {
    kind: 'scale-mismatch',
    reason: `${tensor} is read at different scales, by ${layers.join(', ') || users.map(labelOf).join(', ')}.`,
    layers: [...sources, ...users].map(({ index }) => index),
    change: shareScales(layers),
  }
}

function causeOfType(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const [input, output] = [reformat.inputs[0], reformat.outputs[0]]
  const [sources, users] = [sourcesOf(input.name, walk), usersOf(output.name, walk)]
  if (sources.length === 0) {
    return { kind: 'network-input', reason: `The network receives ${input.dataType}.`, layers: [] }
  }
  if (users.length === 0) {
    return { kind: 'network-output', reason: `The network hands out ${output.dataType}.`, layers: [] }
  }
  const sides = [...sources, ...users]
  const single = sides.filter(({ precision }) => precision === 'fp32')
  const change = pathsOf(single).length > 0 ? halfPrecision(pathsOf(single)) : undefined
  return {
    kind: 'float-types',
    reason: `${sources.map(labelOf).join(', ')} hands on ${input.dataType}, ${users.map(labelOf).join(', ')} wants ${output.dataType}.`,
    layers: sides.map(({ index }) => index),
    change,
  }
}

function causeOfLayout(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const [input, output] = [reformat.inputs[0], reformat.outputs[0]]
  const sources = walk.writersOf(input.name)
  const users = walk.readersOf(output.name).map(({ layer }) => layer)
  const [before, behind] = [sources, users].map((layers) => layers.map(labelOf).join(', '))
  return {
    kind: 'layout',
    reason: `${before || 'The input'} arranges values as ${input.layout}, ${behind || 'the output'} wants ${output.layout}.`,
    layers: [...sources, ...users].map(({ index }) => index),
  }
}
