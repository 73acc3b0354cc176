import { QuantbenchError } from '../../base/errors.ts'
import { declaredShape } from '../declared-shape.ts'
import { editSubgraphs } from '../edit-subgraphs.ts'
import { elementTypesOf } from '../element-type-inference.ts'
import type { Graph } from '../graph.ts'
import { opsetOf, type Model } from '../model.ts'
import type { Node } from '../node.ts'
import { OLDEST_OPSET } from '../operators.ts'
import { DataType } from '../proto.ts'
import { inferShapes } from '../shapes.ts'
import { ADAPTED } from './opset/adapted.ts'
import type { Adaptation } from './opset/adapter.ts'
import { compatibleOpsets } from './opset/compatible.ts'
import type { Pass } from './pass.ts'

/** Opsets that models are brought to, and the IR version that came with each (onnx.ai, Versioning). */
const IR_VERSIONS: Readonly<Record<number, number>> = {
  10: 5,
  11: 6,
  12: 7,
  13: 7,
  14: 7,
  15: 8,
  16: 8,
  17: 8,
  18: 8,
  19: 9,
  20: 9,
  21: 10,
}

export const NEWEST_TARGET = 21

/**
 * Brings a model to at least an opset from 10 to 21, one opset at a time, with the same outputs; a newer model stays
 * as it is. Covers the operators of detectors. Throws MODEL_OPSET for a model older than opset 9, for an operator that
 * is not covered (naming it), and for a model with functions of its own.
 */
export function upgradeOpset(target: number): Pass {
  return {
    name: `upgrade-opset-${target}`,
    run(model) {
      const from = opsetOf(model)
      if (from >= target) return { changed: false }
      refuse(model, from, target)
      const known = knowledgeOf(model)
      for (let opset = from + 1; opset <= target; opset++) adaptGraph(model.graph, opset, known)
      model.opsets.set('', target)
      model.irVersion = Math.max(model.irVersion, IR_VERSIONS[target])
      return { changed: true }
    },
    ensures: (model) => (opsetOf(model) >= target ? null : `opset ${opsetOf(model)}`),
  }
}

function refuse(model: Model, from: number, target: number): void {
  const refusal = (message: string, wayOut: string) => new QuantbenchError('MODEL_OPSET', message, { wayOut })
  if (target > NEWEST_TARGET)
    throw new QuantbenchError('INTERNAL', `Expected an opset up to ${NEWEST_TARGET}, got ${target}`)
  if (from < OLDEST_OPSET) {
    throw refusal(
      `Expected opset ${OLDEST_OPSET} or later, got ${from}`,
      'Export the model again with opset 13 or later.',
    )
  }
  if ((model.source?.functions.length ?? 0) > 0) {
    throw refusal(
      `A model with functions of its own cannot be brought from opset ${from} to ${target}`,
      `Export the model again with opset ${target}.`,
    )
  }
}

type Knowledge = Pick<Adaptation, 'rankOf' | 'typeOf'>

/** Size that stands in for an open axis while ranks are worked out; ranks do not depend on it. */
const NOMINAL_SIZE = 640

function knowledgeOf(model: Model): Knowledge {
  const dims = model.graph.inputs.flatMap((input) => {
    const shape = declaredShape(input)?.map((dim, axis) =>
      typeof dim === 'number' ? dim : axis === 0 ? 1 : NOMINAL_SIZE,
    )
    return shape === undefined ? [] : [[input.name, shape] as const]
  })
  const shapes = inferShapes(model, new Map(dims))
  const types = elementTypesOf(model.graph)
  return {
    rankOf: (value) => (value === null ? null : (shapes.get(value.name)?.length ?? null)),
    typeOf: (value) => (value === null ? DataType.FLOAT : (types.get(value) ?? DataType.FLOAT)),
  }
}

/** Subgraphs are adapted by what can be known without their surroundings. */
const NOTHING_KNOWN: Knowledge = { rankOf: () => null, typeOf: () => DataType.FLOAT }

function adaptGraph(graph: Graph, opset: number, known: Knowledge): boolean {
  let changed = false
  for (const node of [...graph.nodes]) {
    if (node.domain !== '') continue
    if (adaptNode(graph, node, opset, known)) changed = true
    if (editSubgraphs(graph, node, (inner) => adaptGraph(inner, opset, NOTHING_KNOWN))) changed = true
  }
  return changed
}

function adaptNode(graph: Graph, node: Node, opset: number, known: Knowledge): boolean {
  if (compatibleOpsets(node.opType) === undefined) {
    throw new QuantbenchError(
      'MODEL_OPSET',
      `${node.describe()} cannot be brought to opset ${opset}: ${node.opType} is not an operator of the detectors that are known`,
      { wayOut: `Export the model again with opset ${opset} or later.` },
    )
  }
  const adapter = ADAPTED[node.opType]?.[opset]
  adapter?.({ graph, node, ...known })
  return adapter !== undefined
}
