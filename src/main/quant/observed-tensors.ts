import type { Graph } from '../onnx/graph.ts'
import { placeQuantizers } from './placement.ts'
import type { Recipe } from './recipe.ts'

/**
 * Names of the activation tensors whose ranges a recipe needs, each once, in graph order. A graph input can be among
 * them: the first convolution reads the image itself.
 */
export function observedTensors(graph: Graph, recipe: Recipe): string[] {
  return placeQuantizers(graph, recipe).activations.map(({ tensor }) => tensor.name)
}
