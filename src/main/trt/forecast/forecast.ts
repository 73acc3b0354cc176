import type { Model } from '../../onnx/model.ts'
import { layersByNode } from '../../onnx/layers.ts'
import { modulePathOfNode } from '../../onnx/module-path.ts'
import { inferShapes } from '../../onnx/shapes.ts'
import type { LayerInfo } from '../engine-layer.ts'
import { buildEngineGraph, type EngineGraph } from '../engine/engine-graph.ts'
import { reportCard, type ReportCard } from '../engine/report-card.ts'
import { sentence, type Sentence } from '../engine/sentence.ts'
import { weightsAreQuantized } from '../quantizer-nodes.ts'
import { forecastLayers } from './forecast-layers.ts'
import { ForecastTensors, type FloatType } from './forecast-tensors.ts'
import { fuseGroups, type BrokenFusion, type FusedGroup } from './fused-group.ts'
import { placePrecisions, type PlacedPrecisions } from './place-precisions.ts'

/** How one layer with weights is expected to run. */
export interface ForecastLayer {
  /** Module path, as recipes name it. */
  readonly layer: string
  readonly node: string
  readonly precision: 'int8' | 'float'
  readonly output: 'int8' | 'float'
  /** Whether its weights pass a quantizer; where they do and it runs in float, its input does not. */
  readonly quantizedWeights: boolean
}

/** A fusion that is expected not to happen. */
export interface ForecastBreak {
  readonly layer: string
  /** Module path of the node that runs alone. */
  readonly node: string
  readonly reason: Sentence
}

/** What an engine of a Q/DQ model is expected to look like; no times, for none were measured. */
export interface Forecast {
  readonly graph: EngineGraph
  readonly card: ReportCard
  readonly layers: readonly ForecastLayer[]
  readonly broken: readonly ForecastBreak[]
}

export interface ForecastOptions {
  /** Shapes of the inputs, by name; needed for dynamic axes only. */
  readonly inputDims?: ReadonlyMap<string, readonly number[]>
  /** Type of what is not quantized; FP16 by default, as engines for speed allow it. */
  readonly floatType?: FloatType
}

/**
 * Predicts an engine from a Q/DQ graph alone, by TensorRT's rules for explicit quantization: which layers run INT8 and
 * what they write, which quantizers stay as reformats, which fusions break. Reformats that TensorRT adds for the layout
 * or between FP32 and FP16 depend on the kernels that win and are not foretold.
 */
export function forecastEngine(model: Model, options: ForecastOptions = {}): Forecast {
  const { graph } = model
  const fusions = fuseGroups(graph)
  const placed = placePrecisions(graph, fusions)
  const shapes = inferShapes(model, options.inputDims)
  const floatType = options.floatType ?? 'fp16'
  const tensors = new ForecastTensors(placed, shapes, floatType)
  const info: LayerInfo = {
    layers: forecastLayers({ graph, fusions, placed, tensors, floatType }),
    bindings: [...graph.inputs.filter(({ initializer }) => initializer === null), ...graph.outputs].map(
      ({ name }) => name,
    ),
    detailed: true,
  }
  const engine = buildEngineGraph(info)
  const names = layersByNode(graph)
  const label = (group: FusedGroup | BrokenFusion) => names.get(group.layer.node)?.name ?? group.layer.name
  return {
    graph: engine,
    card: reportCard(engine),
    layers: fusions.groups.map((group) => forecastLayer(group, label(group), placed)),
    broken: fusions.broken.map((broken) => breakOf(broken, label(broken))),
  }
}

function forecastLayer({ layer, last }: FusedGroup, name: string, placed: PlacedPrecisions): ForecastLayer {
  return {
    layer: name,
    node: layer.node.name,
    precision: placed.int8.has(layer.node) ? 'int8' : 'float',
    output: placed.native.get(last.output) === 'float' || !placed.native.has(last.output) ? 'float' : 'int8',
    quantizedWeights: weightsAreQuantized(layer.node, layer.weightInput),
  }
}

function breakOf({ node, quantizer }: BrokenFusion, layer: string): ForecastBreak {
  const path = modulePathOfNode(node)
  const reason =
    quantizer === null
      ? sentence('read-by-others', { layer, node: path })
      : sentence('quantizer-between', { quantizer: quantizer.name, layer, node: path })
  return { layer, node: path, reason }
}
