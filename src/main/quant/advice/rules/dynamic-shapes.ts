import { declaredShape } from '../../../onnx/declared-shape.ts'
import type { Model } from '../../../onnx/model.ts'
import type { Value } from '../../../onnx/value.ts'
import { changeModel, counted, ofNodes } from '../finding.ts'
import type { AdviceRule } from '../rule.ts'
import { SOURCES } from '../sources.ts'

/** Inputs of open size, and shapes worked out while the model runs. */
export const dynamicShapes: AdviceRule = {
  id: 'dynamic-shapes',
  title: 'dynamic shapes that cost speed',
  sources: [SOURCES.dynamicShapes],
  find({ graph: { model } }) {
    const open = openInputs(model)
    if (open.length > 0) {
      return [
        {
          severity: 'warning',
          title: 'an input of open height or width',
          layers: [],
          nodes: open.map(({ name }) => name),
          evidence: open.map((input) => ({
            what: 'open axes beside the batch',
            value: openSides(input).length,
            unit: 'axes',
            subject: input.name,
          })),
          reason:
            'Kernels are chosen for one size of a range and have to work for all of it; fusions that need the size are left out.',
          change: changeModel(
            'fix-shapes',
            'Export at the one size that is used (dynamic batch does little harm), or build with minShapes, optShapes and maxShapes equal in height and width.',
          ),
        },
      ]
    }
    const shapes = model.graph.nodes.filter((node) => node.is('Shape', 'Size', 'NonZero', 'Loop', 'If'))
    if (shapes.length === 0) return []
    const control = shapes.filter((node) => node.is('NonZero', 'Loop', 'If'))
    return [
      {
        variant: 'computed',
        severity: control.length > 0 ? 'warning' : 'info',
        title: `${counted(shapes.length, 'node')} that work out shapes at run time`,
        ...ofNodes(shapes),
        evidence: [
          { what: 'Shape and Size nodes', value: shapes.length - control.length, unit: 'nodes' },
          ...(control.length === 0
            ? []
            : [{ what: 'NonZero, Loop and If nodes', value: control.length, unit: 'nodes' }]),
        ],
        reason:
          'They stem from an export with a dynamic batch. With a fixed one they fold to constants and the graph that TensorRT optimises is smaller.',
        change: changeModel(
          'fix-shapes',
          'Where one batch size is enough, export with a fixed batch, or simplify the graph.',
        ),
      },
    ]
  },
}

function openInputs({ graph }: Model): Value[] {
  return graph.inputs.filter((input) => input.initializer === null && openSides(input).length > 0)
}

/** Open axes but the first, which counts images. */
function openSides(input: Value): (string | null)[] {
  return (declaredShape(input) ?? []).slice(1).filter((dim) => typeof dim !== 'number')
}
