import { convolutionFacts } from '../convolution-facts.ts'
import type { EngineGraph, GraphLayer } from '../engine-graph.ts'
import type { Evidence, FoundFacts } from '../finding.ts'
import { walkGraph } from '../graph-walk.ts'
import { labelOf, pathsOf } from '../layer-label.ts'
import { isFloat } from '../layer-precision.ts'
import { nodeNameOf } from '../layer-path.ts'
import { sentence, type Sentence } from '../sentence.ts'
import { excludeLayers, halfPrecision, quantizeLayers } from '../recipe-change.ts'

/** Names of ONNX nodes whose weights pass a quantizer, where the model is at hand. */
type Quantized = ReadonlySet<string> | undefined

type Check = (graph: EngineGraph, convolutions: readonly GraphLayer[], quantized: Quantized) => FoundFacts

/** Everything that can be wrong with the convolutions (and matrix products) of an engine. */
export function convolutionFindings(graph: EngineGraph, quantized?: ReadonlySet<string>): FoundFacts[] {
  const convolutions = graph.layers.filter(({ kind }) => kind === 'convolution' || kind === 'matmul')
  return CHECKS.map((check) => check(graph, convolutions, quantized)).filter(({ found }) => found.length > 0)
}

const CHECKS: readonly Check[] = [
  quantizedRanFloat,
  leftFloat,
  floatOutput,
  singlePrecision,
  notAccelerated,
  unfusedPointwise,
  channelsNotAligned,
]

const QUANTIZER = /(?:^|[/._])Quant\w*Linear|QuantLinearNode|_QuantizeLinear/

function isQuantized(layer: GraphLayer, quantized: Quantized): boolean {
  const nodes = layer.onnxLayers.map(nodeNameOf)
  return nodes.some((node) => QUANTIZER.test(node) || (quantized?.has(node) ?? false))
}

function quantizedRanFloat(_: EngineGraph, all: readonly GraphLayer[], quantized: Quantized): FoundFacts {
  const found = all.filter((layer) => isFloat(layer.precision) && isQuantized(layer, quantized))
  const paths = pathsOf(found)
  return {
    id: 'quantized-ran-float',
    found,
    evidence: found.map((layer) => seen('quantized-and-ran', layer, { precision: layer.precision })),
    // Their quantizers cost accuracy and bring no speed.
    change: paths.length === 0 ? undefined : excludeLayers(paths),
  }
}

function leftFloat(graph: EngineGraph, all: readonly GraphLayer[], quantized: Quantized): FoundFacts {
  const mixed = all.some(({ precision }) => precision === 'int8')
  const found = mixed ? all.filter((layer) => isFloat(layer.precision) && !isQuantized(layer, quantized)) : []
  const paths = pathsOf(found)
  return {
    id: 'float-convolution',
    found,
    evidence: found.map((layer) => ranFor(layer, graph)),
    change: paths.length === 0 ? undefined : quantizeLayers(paths),
  }
}

function ranFor(layer: GraphLayer, { totalMs }: EngineGraph): Evidence {
  const { precision, share } = layer
  if (share === undefined || totalMs === undefined) return seen('ran', layer, { precision })
  return seen('ran-for-share', layer, { precision, percent: `${(100 * share).toFixed(1)}%` })
}

function seen(
  id: Sentence['id'],
  layer: Pick<GraphLayer, 'path' | 'name'>,
  more: Readonly<Record<string, string>> = {},
): Evidence {
  return { about: '', says: sentence(id, { layer: labelOf(layer), ...more }) }
}

function floatOutput(graph: EngineGraph, all: readonly GraphLayer[]): FoundFacts {
  const ends = new Set(graph.bindings)
  const found = all.filter(
    ({ inputs, outputs }) =>
      inputs.at(0)?.dataType === 'int8' &&
      outputs.some(({ dataType, name }) => isFloat(dataType) && !ends.has(name)),
  )
  return {
    id: 'float-output',
    found,
    evidence: found.map((layer) =>
      seen('reads-int8-writes', layer, { type: layer.outputs.at(0)?.dataType ?? 'float' }),
    ),
  }
}

function singlePrecision({ layers }: EngineGraph): FoundFacts {
  const reduced = layers.some(({ precision }) => precision === 'fp16' || precision === 'int8')
  const kinds = ['convolution', 'matmul', 'pooling', 'pointwise']
  const found = reduced
    ? layers.filter(({ precision, kind }) => precision === 'fp32' && kinds.includes(kind))
    : []
  return {
    id: 'single-precision',
    found,
    evidence: found.map((layer) => seen('ran', layer, { precision: 'fp32' })),
    change: found.length === 0 ? undefined : halfPrecision(found.map(labelOf)),
  }
}

/** Kernels that use Tensor Cores say so in their names, as NVIDIA's trt-engine-explorer looks for them. */
const TENSOR_CORE = /mma|i88|884|1688|16816|tensor_?op/i

function notAccelerated(_: EngineGraph, all: readonly GraphLayer[]): FoundFacts {
  const found = all.filter(
    ({ precision, tacticName }) =>
      precision !== 'fp32' && tacticName !== undefined && !TENSOR_CORE.test(tacticName),
  )
  return {
    id: 'not-accelerated',
    found,
    evidence: found.map((layer) => seen('kernel', layer, { kernel: layer.tacticName ?? '' })),
  }
}

function unfusedPointwise(graph: EngineGraph, all: readonly GraphLayer[]): FoundFacts {
  const walk = walkGraph(graph)
  const found = all.flatMap(({ outputs }) =>
    outputs.flatMap(({ name }) => {
      const readers = walk.readersOf(name)
      const alone = readers.length > 0 && new Set(readers.map(({ layer }) => layer)).size === 1
      return alone && readers[0].layer.kind === 'pointwise' ? [readers[0].layer] : []
    }),
  )
  return {
    id: 'unfused-pointwise',
    found: [...new Set(found)],
    evidence: [...new Set(found)].map((layer) => seen('runs-alone', layer)),
  }
}

const ALIGNMENT = 16
const INT8_ALIGNMENT = 32
/** Images have that few, and the first convolution has kernels for them. */
const IMAGE_CHANNELS = 4

function channelsNotAligned(_: EngineGraph, all: readonly GraphLayer[]): FoundFacts {
  const misfits = all.flatMap((layer) => {
    const { inputChannels, outputChannels, groups } = convolutionFacts(layer)
    const by = layer.precision === 'int8' ? INT8_ALIGNMENT : ALIGNMENT
    const odd = [inputChannels, outputChannels].filter(
      (count) => count !== undefined && count > IMAGE_CHANNELS && count % by !== 0,
    )
    if (layer.kind !== 'convolution' || layer.precision === 'fp32' || groups > 1 || odd.length === 0)
      return []
    const [inputs, outputs] = odd.map(String)
    const says =
      outputs === undefined
        ? seen('odd-channels', layer, { channels: inputs, by: String(by) })
        : seen('odd-channels-both', layer, { inputs, outputs, by: String(by) })
    return { layer, says }
  })
  return {
    id: 'channels-not-aligned',
    found: misfits.map(({ layer }) => layer),
    evidence: misfits.map(({ says }) => says),
  }
}
