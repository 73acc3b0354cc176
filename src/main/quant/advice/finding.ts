import type {
  AdviceChange,
  AdviceEvidence,
  AdviceFinding,
  ModelAction,
} from '../../../shared/contract/advice.ts'
import type { Layer } from '../../onnx/layers.ts'
import { modulePathOfNode } from '../../onnx/module-path.ts'
import type { Node } from '../../onnx/node.ts'
import type { Value } from '../../onnx/value.ts'
import { plainPatch, recipeFlags, type PtqPatch } from '../recipe-change.ts'

/** A finding as a rule gives it; what the rule has said of itself is added to it. */
export type RuleFinding = Omit<AdviceFinding, 'id' | 'rule' | 'sources' | 'evidence'> & {
  readonly evidence: readonly Evidence[]
  /** Tells several findings of one rule apart. */
  readonly variant?: string
}

/** A number, with defaults: of the whole model, from the file. */
export type Evidence = Pick<AdviceEvidence, 'what' | 'value'> & Partial<AdviceEvidence>

/** Evidence with everything said. */
export function completeEvidence({
  unit = '',
  subject = null,
  measured = false,
  ...rest
}: Evidence): AdviceEvidence {
  return { ...rest, unit, subject, measured }
}

/** What a finding says of the layers it is about: their paths, and the nodes in the file. */
export function ofLayers(layers: readonly Layer[]): Pick<AdviceFinding, 'layers' | 'nodes'> {
  return { layers: layers.map(({ name }) => name), nodes: layers.map(({ node }) => nameOf(node)) }
}

/** The same for nodes without weights. */
export function ofNodes(nodes: readonly Node[]): Pick<AdviceFinding, 'layers' | 'nodes'> {
  return { layers: nodes.map(modulePathOfNode), nodes: nodes.map(nameOf) }
}

/** A node's name in the file; its output's where it has none. */
export function nameOf(node: Node): string {
  return node.name === '' ? (node.outputs.find((output) => output !== null)?.name ?? '') : node.name
}

/** The node that a tensor leads to: its producer, the first reader of a constant, or the name of an input. */
export function nodeOfTensor(tensor: Value): string {
  const node = tensor.producer ?? (tensor.initializer === null ? null : tensor.consumers.at(0)) ?? null
  return node === null ? tensor.name : nameOf(node)
}

export function changeRecipe(patch: PtqPatch, text: string): AdviceChange {
  return { target: 'recipe', patch: plainPatch(patch), text, flags: recipeFlags(patch) }
}

export function changeModel(action: ModelAction, text: string, patch: PtqPatch = {}): AdviceChange {
  return { target: 'model', action, text, flags: recipeFlags(patch) }
}

export function changeImages(text: string, flags = ''): AdviceChange {
  return { target: 'calibration', text, flags }
}

/** `1 layer`, `3 layers`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
