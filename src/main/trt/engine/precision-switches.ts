import { isTransparent, walkGraph, type GraphWalk } from './graph-walk.ts'
import { sumMs, type EngineGraph, type GraphLayer } from './engine-graph.ts'
import { isFloat } from './layer-precision.ts'

/** A stretch of an engine where values leave INT8, pass through float and come back. */
export interface PrecisionSwitch {
  /** The layer that makes INT8 again. */
  readonly back: number
  /** Layers that made float out of INT8. */
  readonly out: readonly number[]
  /** Layers between, which compute in float or hand it on; empty where float is only written and read. */
  readonly between: readonly number[]
  /** The float tensor that is quantized. */
  readonly tensor: string
  /** Time of the layers between and of the reformats at both ends; undefined without a profile. */
  readonly ms: number | undefined
  /** Of the total, 0 to 100. */
  readonly percent: number | undefined
}

/**
 * Where an engine goes from INT8 to float and back to INT8: each layer that makes INT8 of a float tensor which, back
 * through float layers, comes from an INT8 one. The first quantization, of the network's input, is none.
 */
export function precisionSwitches(graph: EngineGraph): PrecisionSwitch[] {
  const walk = walkGraph(graph)
  return graph.layers.flatMap((layer) => {
    const tensor = layer.inputs.find(({ dataType }) => isFloat(dataType))
    const quantizes = layer.outputs.some(({ dataType }) => dataType === 'int8')
    if (!quantizes || tensor === undefined) return []
    const { out, between } = floatStretch(tensor.name, walk)
    if (out.length === 0) return []
    const spent = [...between, ...[layer, ...out].filter(isTransparent)]
    const ms = graph.totalMs === undefined ? undefined : sumMs(spent)
    return {
      back: layer.index,
      out: out.map(({ index }) => index),
      between: between.map(({ index }) => index),
      tensor: tensor.name,
      ms,
      percent: ms === undefined || !graph.totalMs ? undefined : (100 * ms) / graph.totalMs,
    }
  })
}

/** Back from a float tensor: the layers that only know float, up to those that read INT8. */
function floatStretch(tensor: string, walk: GraphWalk): { out: GraphLayer[]; between: GraphLayer[] } {
  const [out, between] = [new Set<GraphLayer>(), new Set<GraphLayer>()]
  const seen = new Set([tensor])
  for (const name of seen) {
    for (const writer of walk.writersOf(name)) {
      if (writer.inputs.at(0)?.dataType === 'int8') {
        out.add(writer)
        continue
      }
      between.add(writer)
      for (const input of writer.inputs) if (isFloat(input.dataType)) seen.add(input.name)
    }
  }
  return { out: [...out], between: out.size === 0 ? [] : [...between] }
}
