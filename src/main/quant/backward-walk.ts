import type { Node } from '../onnx/node.ts'
import type { Value } from '../onnx/value.ts'

/** These tell the size of a tensor, not its values. */
const SIZE_OPERATORS = ['Shape', 'Size']

/** Values that a node computes from, subgraph captures included; none for operators that only look at a size. */
export function sourcesOf(node: Node): Value[] {
  if (node.is(...SIZE_OPERATORS)) return []
  return [...node.inputs, ...node.captures].filter((value) => value !== null)
}

/**
 * Visits the nodes that the given values are computed from, each once, from the values backwards. `enter` says for
 * each whether to go on to what it reads.
 */
export function walkBack(from: readonly Value[], enter: (node: Node) => boolean): void {
  const seen = new Set<Node>()
  const open = from.flatMap(({ producer }) => producer ?? [])
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (seen.has(node)) continue
    seen.add(node)
    if (!enter(node)) continue
    open.push(...sourcesOf(node).flatMap(({ producer }) => producer ?? []))
  }
}

/** Whether `later` is computed from `earlier`. A value counts as computed from itself. */
export function dependsOn(later: Value, earlier: Value): boolean {
  if (later === earlier) return true
  let found = false
  walkBack([later], (node) => {
    found ||= sourcesOf(node).includes(earlier)
    return !found
  })
  return found
}
