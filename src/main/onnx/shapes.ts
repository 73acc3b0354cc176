import { constantOf } from './constants.ts'
import { declaredDims } from './declared-shape.ts'
import { constantFromTensor, isSmall, type Constant, type Operand } from './evaluate/constant.ts'
import { evaluate } from './evaluate/evaluate.ts'
import { opsetOf, type Model } from './model.ts'
import type { Node } from './node.ts'
import { CREATION } from './shapes/creation.ts'
import { ELEMENTWISE } from './shapes/elementwise.ts'
import { LAYOUT } from './shapes/layout.ts'
import { MATRIX } from './shapes/matrix.ts'
import { REDUCE } from './shapes/reduce.ts'
import { RESIZE } from './shapes/resize.ts'
import type { Dims, ShapeRule } from './shapes/rule.ts'
import { WINDOW } from './shapes/window.ts'
import { dimsOf } from './tensor.ts'
import type { Value } from './value.ts'

const RULES: Partial<Record<string, ShapeRule>> = {
  ...ELEMENTWISE,
  ...WINDOW,
  ...MATRIX,
  ...LAYOUT,
  ...RESIZE,
  ...REDUCE,
  ...CREATION,
}

/** Elements up to which values are followed: shapes, axes and grids are short, weights are not needed. */
const FOLLOWED = 4096

/**
 * Shapes of a model's tensors for the given shapes of its inputs (by name), without running it. Integer arithmetic
 * on shapes is followed, so that Shape → Gather → Concat → Reshape resolves. Inputs that are not given take their
 * declared shape if it is fixed. A tensor whose shape depends on data, or on an operator that is not known, is absent.
 * Rules: onnx.ai/onnx/operators. The nodes must be in topological order.
 */
export function inferShapes(
  model: Model,
  inputDims: ReadonlyMap<string, Dims> = new Map(),
): Map<string, number[]> {
  const { graph } = model
  const operands = new Map<Value, Operand>()
  for (const value of graph.values) {
    const tensor = constantOf(value)
    if (tensor !== null) {
      operands.set(value, { dims: dimsOf(tensor), constant: constantFromTensor(tensor, FOLLOWED) })
    }
  }
  for (const input of graph.inputs) {
    const dims = inputDims.get(input.name) ?? declaredDims(input)
    if (dims !== null && input.initializer === null) operands.set(input, { dims, constant: null })
  }
  const opset = opsetOf(model)
  for (const node of graph.nodes) inferNode(node, opset, operands)
  const shapes = new Map<string, number[]>()
  for (const [value, { dims }] of operands) if (dims !== null) shapes.set(value.name, [...dims])
  return shapes
}

function inferNode(node: Node, opset: number, operands: Map<Value, Operand>): void {
  if (node.domain !== '' || node.is('Constant')) return
  const inputs = node.inputs.map((value) => (value === null ? null : (operands.get(value) ?? UNKNOWN)))
  const shapes = outputShapes(node, opset, inputs)
  node.outputs.forEach((output, index) => {
    if (output === null) return
    const dims = shapes[index] ?? null
    if (dims !== null) operands.set(output, { dims, constant: follow(node, inputs, dims) })
  })
}

const UNKNOWN: Operand = { dims: null, constant: null }

function outputShapes(
  node: Node,
  opset: number,
  inputs: readonly (Operand | null)[],
): readonly (Dims | null)[] {
  const shapes = RULES[node.opType]?.({
    node,
    opset,
    inputs,
    dims: (index) => inputs[index]?.dims ?? null,
    list: (index) => {
      const constant = inputs[index]?.constant ?? null
      return constant === null ? null : Array.from(constant.data)
    },
  })
  return shapes?.map((dims) => (dims?.every(isDimension) ? dims : null)) ?? []
}

/** A rule fed with a broken model gives NaN or fractions rather than a shape. */
function isDimension(dim: number): boolean {
  return Number.isInteger(dim) && dim >= 0
}

function follow(node: Node, inputs: readonly (Operand | null)[], dims: Dims): Constant | null {
  return isSmall(dims, FOLLOWED) ? evaluate(node, inputs) : null
}
