import { constantOf } from '../constants.ts'
import { constantFromTensor, tensorFromConstant, type Operand } from '../evaluate/constant.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import type { Node } from '../node.ts'
import { inferShapes } from '../shapes.ts'
import type { Value } from '../value.ts'
import type { Pass } from './pass.ts'

/** Elements up to which a constant is computed ahead: the grids of a detector's head, not its weights. */
const LIMIT = 1 << 16

/**
 * Computes ahead what does not depend on the image: arithmetic on constants, and shapes where the file fixes the
 * input's. Only operators whose result is exact are computed, so outputs stay the same to the last bit.
 */
export const foldConstants: Pass = {
  name: 'fold-constants',
  run(model) {
    const { graph } = model
    const shapes = inferShapes(model)
    let changed = false
    for (const node of [...graph.nodes]) {
      if (node.is('Constant') || graph.isOutput(node.output) || !isShort(node, shapes)) continue
      const result = evaluate(
        node,
        node.inputs.map((value) => value && operand(value, shapes)),
      )
      if (result === null) continue
      graph.storeInstead(node.output, tensorFromConstant(node.output.name, result))
      changed = true
    }
    return { changed: graph.prune() || changed }
  },
}

function isShort(node: Node, shapes: ReadonlyMap<string, readonly number[]>): boolean {
  const dims = shapes.get(node.output.name)
  return dims !== undefined && dims.reduce((size, dim) => size * dim, 1) <= LIMIT
}

function operand(value: Value, shapes: ReadonlyMap<string, readonly number[]>): Operand {
  const tensor = constantOf(value)
  return {
    dims: shapes.get(value.name) ?? null,
    constant: tensor === null ? null : constantFromTensor(tensor, LIMIT),
  }
}
