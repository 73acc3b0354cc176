import type { Model } from '../model.ts'
import { introducedIn, NEWEST_OPSET, RUNTIME_DOMAINS } from '../operators.ts'
import type { GraphProto } from '../proto.ts'
import { subgraphsOf } from '../subgraphs.ts'
import { fault, remark, type Finding } from './finding.ts'

interface Use {
  domain: string
  opType: string
  /** First node that uses it, for the message. */
  node: string
  count: number
}

/** Whether every operator is known: of the standard domain, of one that ONNX Runtime has, or a function of the model. */
export function checkOperators(model: Model): Finding[] {
  const functions = new Set(model.source?.functions.map(({ domain, name }) => key(domain, name)))
  return usedOperators(model)
    .filter(({ domain, opType }) => !functions.has(key(domain, opType)))
    .flatMap((use) =>
      use.domain === '' ? checkStandard(use, model.opsets.get('') ?? 0) : [checkForeign(use)],
    )
}

function key(domain: string, opType: string): string {
  return `${domain === 'ai.onnx' ? '' : domain}:${opType}`
}

function usedOperators(model: Model): Use[] {
  const uses = new Map<string, Use>()
  const count = (domain: string, opType: string, node: string) => {
    const use = uses.get(key(domain, opType))
    if (use === undefined) uses.set(key(domain, opType), { domain, opType, node, count: 1 })
    else use.count++
  }
  const countInside = (graph: GraphProto) => {
    for (const node of graph.node) {
      count(node.domain === 'ai.onnx' ? '' : node.domain, node.opType, node.name || node.output[0])
      for (const inner of subgraphsOf(node.attribute)) countInside(inner)
    }
  }
  for (const node of model.graph.nodes) {
    count(node.domain, node.opType, node.name || (node.outputs[0]?.name ?? ''))
    for (const inner of subgraphsOf(node.attributes.values())) countInside(inner)
  }
  return [...uses.values()]
}

function checkStandard({ opType, node }: Use, opset: number): Finding[] {
  const since = introducedIn(opType)
  if (since === undefined) {
    const message = `Unknown operator ${opType} at node ${node}: the standard domain has none of that name up to opset ${NEWEST_OPSET}`
    return [fault('MODEL_OPERATOR', message, 'Export the model again with standard operators.')]
  }
  if (since <= opset) return []
  const message = `Operator ${opType} at node ${node} came with opset ${since}, the model asks for opset ${opset}`
  return [fault('MODEL_OPERATOR', message)]
}

function checkForeign({ domain, opType, node, count }: Use): Finding {
  const what = `Operator ${domain}.${opType} (${count} ${count === 1 ? 'node' : 'nodes'}, first ${node})`
  if (RUNTIME_DOMAINS.has(domain)) {
    const message = `${what} is ONNX Runtime's own and stays as it is`
    return remark(
      'MODEL_OPERATOR',
      message,
      'Export without runtime-specific optimisations to have it quantized.',
    )
  }
  return fault(
    'MODEL_OPERATOR',
    `${what} belongs to a plugin that ONNX Runtime does not have`,
    'Export the model again without that plugin, for instance without NMS inside.',
  )
}
