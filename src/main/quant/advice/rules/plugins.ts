import { introducedIn, RUNTIME_DOMAINS } from '../../../onnx/operators.ts'
import type { Node } from '../../../onnx/node.ts'
import type { Model } from '../../../onnx/model.ts'
import { changeModel, counted, ofNodes } from '../finding.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Operators that only a plugin or one runtime knows. */
export const plugins: AdviceRule = {
  id: 'plugins',
  title: 'operators that need a plugin',
  sources: [SOURCES.importer, SOURCES.operatorList],
  find({ graph: { model } }) {
    const foreign = foreignNodes(model)
    const ofRuntime = foreign.filter(({ domain }) => RUNTIME_DOMAINS.has(domain))
    const unknown = foreign.filter((node) => !ofRuntime.includes(node))
    const evidence = (nodes: readonly Node[]) =>
      [...Map.groupBy(nodes, ({ domain, opType }) => [domain, opType].filter(Boolean).join('.'))].map(
        ([subject, all]) => ({ what: 'nodes of this operator', value: all.length, unit: 'nodes', subject }),
      )
    return [
      ...(unknown.length === 0
        ? []
        : [
            {
              variant: 'plugin',
              severity: 'error' as const,
              title: `${counted(unknown.length, 'node')} of operators that need a plugin`,
              ...ofNodes(unknown),
              evidence: evidence(unknown),
              reason:
                'ONNX Runtime cannot run them, so the model can be neither calibrated nor evaluated here, and TensorRT takes it only with the plugin at hand.',
              change: changeModel('replace-plugin', 'Export without them, and add them behind quantization.'),
            },
          ]),
      ...(ofRuntime.length === 0
        ? []
        : [
            {
              variant: 'runtime',
              severity: 'warning' as const,
              title: `${counted(ofRuntime.length, 'node')} of operators that only ONNX Runtime has`,
              ...ofNodes(ofRuntime),
              evidence: evidence(ofRuntime),
              reason: 'TensorRT does not know them, and quantization leaves them as they are.',
              change: changeModel('replace-plugin', 'Export without optimisations of ONNX Runtime.'),
            },
          ]),
    ]
  },
}

function foreignNodes({ graph, source }: Model): Node[] {
  const functions = new Set(source?.functions.map(({ domain, name }) => `${domain}:${name}`))
  return graph.nodes.filter(({ domain, opType }) =>
    domain === '' ? introducedIn(opType) === undefined : !functions.has(`${domain}:${opType}`),
  )
}
