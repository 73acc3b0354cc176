import type { Graph } from '../../onnx/graph.ts'
import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'
import { carriedInputs } from '../../quant/commuting.ts'
import { isActivationQuantizer, scaleOfQuantizer, weightsAreQuantized } from '../quantizer-nodes.ts'
import type { FusedGroup, Fusions } from './fused-group.ts'
import { forwardScales } from './forward-scales.ts'
import { Demands, type Form } from './tensor-forms.ts'

/** What runs how: the outcome of propagating quantizers through a graph. */
export interface PlacedPrecisions {
  readonly demands: Demands
  /** Form in which each tensor is made; absent for what no reader wants. */
  readonly native: ReadonlyMap<Value, Form>
  /** Nodes (of groups, the layer's own) that compute in INT8. */
  readonly int8: ReadonlySet<Node>
}

/**
 * Decides in which form every tensor is made and read, from the outputs backwards, by the rules of TensorRT's explicit
 * quantization (developer guide, "Working with Quantized Types"): a quantizer moves back over operators that only move
 * values, a dequantizer forward; a layer is INT8 where its input and its weights come quantized; its result is INT8
 * where every reader wants it at one scale, and where an addition was fused, only if the skip input is INT8 too, since
 * both have one type; average pools and additions are INT8 only with INT8 on both sides.
 */
export function placePrecisions(graph: Graph, { groups }: Fusions): PlacedPrecisions {
  return new Placing(graph, groups).place()
}

class Placing {
  private readonly demands = new Demands()
  private readonly native = new Map<Value, Form>()
  private readonly int8 = new Set<Node>()
  private readonly scales: Map<Value, number>
  private readonly byLast: Map<Node, FusedGroup>
  private readonly inner: Set<Node>
  private readonly graph: Graph

  constructor(graph: Graph, groups: readonly FusedGroup[]) {
    this.graph = graph
    this.scales = forwardScales(graph)
    this.byLast = new Map(groups.map((group) => [group.last, group]))
    this.inner = new Set(groups.flatMap(({ nodes, last }) => nodes.filter((node) => node !== last)))
  }

  place(): PlacedPrecisions {
    for (const output of this.graph.outputs) this.demands.add(output, 'float', {})
    for (const node of [...this.graph.nodes].reverse()) if (!this.inner.has(node)) this.visit(node)
    for (const input of this.graph.inputs) this.native.set(input, 'float')
    return { demands: this.demands, native: this.native, int8: this.int8 }
  }

  private visit(node: Node): void {
    const group = this.byLast.get(node)
    if (group !== undefined) this.visitGroup(group)
    else if (node.is('QuantizeLinear')) this.visitQuantize(node)
    else if (node.is('DequantizeLinear')) this.visitDequantize(node)
    else if (this.isWanted(node) && carriedInputs(node).length > 0) this.visitMovement(node)
    else if (this.isWanted(node)) this.visitOther(node)
  }

  /** Shape looks at the size of a tensor in any form; what nothing reads does not run. */
  private isWanted(node: Node): boolean {
    if (node.is('Shape', 'Size', 'Constant')) return false
    return node.outputs.some((output) => output !== null && this.demands.of(output).length > 0)
  }

  private visitGroup({ layer, nodes, last, data, skip }: FusedGroup): void {
    const scale = this.scales.get(data)
    const quantized = scale !== undefined && weightsAreQuantized(layer.node, layer.weightInput)
    const readers = new Set([layer.node])
    if (!quantized) {
      this.makeFloat(last, [data, ...(skip === null ? [] : [skip])], readers)
      return
    }
    this.int8.add(layer.node)
    this.demands.add(data, scale, { readers })
    const result = this.demands.common([last.output])
    const skipScale = skip === null ? undefined : this.scales.get(skip)
    const stays = result !== null && (skip === null || skipScale !== undefined)
    this.native.set(last.output, stays ? result.form : 'float')
    if (skip !== null)
      this.demands.add(skip, stays && skipScale !== undefined ? skipScale : 'float', {
        readers: new Set(nodes),
      })
  }

  private visitQuantize(node: Node): void {
    const [input, scale] = [node.input(0), scaleOfQuantizer(node)]
    if (input === null || !isActivationQuantizer(node)) return
    if (this.demands.of(node.output).length === 0) return
    const readers = new Set(this.demands.of(node.output).flatMap((demand) => [...demand.readers]))
    if (scale === null) this.demands.add(input, 'float', { readers: new Set([node]) })
    else this.demands.add(input, scale, { quantizers: new Set([node]), readers, direct: true })
  }

  private visitDequantize(node: Node): void {
    const [input, scale] = [node.input(0), this.scales.get(node.output)]
    if (input === null || !isActivationQuantizer(node)) return
    const readers = new Set(this.demands.of(node.output).flatMap((demand) => [...demand.readers]))
    if (this.demands.of(node.output).length === 0) return
    if (scale !== undefined) this.native.set(node.output, scale)
    this.demands.add(input, scale ?? 'float', { readers })
  }

  private visitMovement(node: Node): void {
    const outputs = node.outputs.filter((output) => output !== null)
    const inputs = carriedInputs(node)
    const common = this.demands.common(outputs)
    const arriving = this.scales.get(outputs[0])
    const readers = new Set([node])
    if (arriving !== undefined) {
      this.int8.add(node)
      for (const output of outputs) this.native.set(output, arriving)
      for (const input of inputs) this.demands.add(input, arriving, { readers })
      return
    }
    if (common === null) {
      this.makeFloat(node, inputs, readers)
      return
    }
    this.int8.add(node)
    for (const output of outputs) this.native.set(output, common.form)
    for (const input of inputs)
      this.demands.add(input, common.form, { quantizers: common.quantizers, readers })
  }

  private visitOther(node: Node): void {
    const inputs = node.inputs.filter((input) => input !== null)
    const readers = new Set([node])
    const scales = inputs.map((input) => this.scales.get(input))
    const common = this.demands.common([node.output])
    const able = node.is('AveragePool', 'GlobalAveragePool') || (node.is('Add') && inputs.length === 2)
    if (!able || common === null || scales.some((scale) => scale === undefined)) {
      this.makeFloat(node, [...inputs, ...node.captures], readers)
      return
    }
    this.int8.add(node)
    this.native.set(node.output, common.form)
    inputs.forEach((input, index) => this.demands.add(input, scales[index] ?? 'float', { readers }))
  }

  private makeFloat(node: Node, inputs: readonly Value[], readers: Set<Node>): void {
    for (const output of node.outputs) if (output !== null) this.native.set(output, 'float')
    for (const input of inputs) this.demands.add(input, 'float', { readers })
  }
}
