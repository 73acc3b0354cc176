import type { GraphLayer } from './engine-graph.ts'
import { sourcesOf, usersOf, type GraphWalk, type TensorReader } from './graph-walk.ts'
import { additionsOf, labelOf, pathsOf } from './layer-label.ts'
import { isFloat } from './layer-precision.ts'
import {
  excludeLayers,
  halfPrecision,
  quantizeLayers,
  quantizePool,
  quantizeSkip,
  shareScales,
} from './recipe-change.ts'
import type { RecipeChange } from './recipe-change.ts'
import { sentence, type Sentence } from './sentence.ts'

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
  readonly reason: Sentence
  /** Layers that bring it about, by position. */
  readonly layers: readonly number[]
  /** Absent where no recipe changes it. */
  readonly change?: RecipeChange
}

/** Why a reformat is there, from what stands around it in the engine. */
export function causeOf(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const role = reformat.reformat?.role ?? 'unknown'
  if (reformat.inputs.length === 0 || reformat.outputs.length === 0) {
    return { kind: 'unknown', reason: sentence('no-tensors'), layers: [] }
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
  if (skip !== undefined) return floatSkip(skip.layer, name)
  if (others.length > 0) return floatReaders(others, name)
  return causeBefore(reformat, walk)
}

function causeBefore(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const sources = sourcesOf(reformat.inputs[0].name, walk)
  if (sources.length === 0) {
    return { kind: 'network-input', reason: sentence('network-receives', { type: 'float' }), layers: [] }
  }
  const held = sources.find((layer) => layer.precision === 'int8' && floatSkipOf(layer) !== undefined)
  if (held !== undefined) return floatSkip(held)
  const types = sources.flatMap(({ outputs }) => outputs.map(({ dataType }) => dataType))
  const reason = sentence('float-producer', { layers: sources.map(labelOf), types: [...new Set(types)] })
  const layers = sources.map(({ index }) => index)
  const pools = sources.filter(({ kind }) => kind === 'pooling')
  if (pools.length > 0) {
    return { kind: 'float-producer', reason, layers, change: quantizePool(pools.map(labelOf)) }
  }
  const paths = pathsOf(sources.filter(({ precision }) => isFloat(precision)))
  const change = paths.length === 0 ? leaveFloat(reformat, walk) : quantizeLayers(paths)
  return { kind: 'float-producer', reason, layers, change }
}

/** Where what stands before cannot be quantized, INT8 layers that hand on float again are not worth the way there. */
function leaveFloat(reformat: GraphLayer, walk: GraphWalk): RecipeChange | undefined {
  const users = reformat.outputs.flatMap(({ name }) => usersOf(name, walk))
  const alone = users.every(
    ({ precision, outputs }) => precision === 'int8' && outputs.every(({ dataType }) => isFloat(dataType)),
  )
  const paths = pathsOf(users)
  return alone && paths.length > 0 ? excludeLayers(paths) : undefined
}

function causeOfDequantize(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const [{ name }] = reformat.outputs
  const readers = walk.readersOf(name)
  if (readers.length === 0) {
    return { kind: 'network-output', reason: sentence('network-hands-out', { type: 'float' }), layers: [] }
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
    reason: sentence(users.length === 0 ? 'float-addition-at-output' : 'float-addition', {
      layer: labelOf(fused.layer),
      users: users.map(labelOf),
    }),
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

/** `tensor`: read both for the addition and by the quantizer. */
function floatSkip(layer: GraphLayer, tensor?: string): ReformatCause {
  const additions = additionsOf(layer)
  const label = labelOf(layer)
  return {
    kind: 'float-skip',
    reason:
      tensor === undefined
        ? sentence('skip-holds-output', { layer: label })
        : sentence('skip-read-twice', { layer: label, tensor }),
    layers: [layer.index],
    change: quantizeSkip(additions.length > 0 ? additions : [label]),
  }
}

function floatReaders(readers: readonly TensorReader[], tensor: string): ReformatCause {
  const layers = readers.map(({ layer }) => layer)
  const paths = pathsOf(layers.filter(({ kind }) => kind === 'convolution' || kind === 'matmul'))
  const pools = layers.filter(({ kind }) => kind === 'pooling').map(labelOf)
  const moving = layers.some(({ kind }) => kind === 'movement')
  return {
    kind: 'float-reader',
    reason: sentence('float-reader', { layers: layers.map(labelOf), tensor }),
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
    reason: sentence('scales-differ', {
      tensor,
      layers: layers.length > 0 ? layers : users.map(labelOf),
    }),
    layers: [...sources, ...users].map(({ index }) => index),
    change: shareScales(layers),
  }
}

function causeOfType(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const [input, output] = [reformat.inputs[0], reformat.outputs[0]]
  const [sources, users] = [sourcesOf(input.name, walk), usersOf(output.name, walk)]
  if (sources.length === 0) {
    return {
      kind: 'network-input',
      reason: sentence('network-receives', { type: input.dataType }),
      layers: [],
    }
  }
  if (users.length === 0) {
    return {
      kind: 'network-output',
      reason: sentence('network-hands-out', { type: output.dataType }),
      layers: [],
    }
  }
  const sides = [...sources, ...users]
  const single = sides.filter(({ precision }) => precision === 'fp32')
  const change = pathsOf(single).length > 0 ? halfPrecision(pathsOf(single)) : undefined
  return {
    kind: 'float-types',
    reason: sentence('types-differ', {
      from: sources.map(labelOf),
      fromType: input.dataType,
      to: users.map(labelOf),
      toType: output.dataType,
    }),
    layers: sides.map(({ index }) => index),
    change,
  }
}

function causeOfLayout(reformat: GraphLayer, walk: GraphWalk): ReformatCause {
  const [input, output] = [reformat.inputs[0], reformat.outputs[0]]
  const sources = walk.writersOf(input.name)
  const users = walk.readersOf(output.name).map(({ layer }) => layer)
  return {
    kind: 'layout',
    reason: sentence(layoutSentence(sources.length > 0, users.length > 0), {
      from: sources.map(labelOf),
      fromLayout: input.layout,
      to: users.map(labelOf),
      toLayout: output.layout,
    }),
    layers: [...sources, ...users].map(({ index }) => index),
  }
}

function layoutSentence(hasSource: boolean, hasUser: boolean): Sentence['id'] {
  if (hasSource) return hasUser ? 'layouts-differ' : 'layout-of-output'
  return hasUser ? 'layout-of-input' : 'layout-of-both'
}
