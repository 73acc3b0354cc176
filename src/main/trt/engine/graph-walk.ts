import type { EngineGraph, GraphLayer } from './engine-graph.ts'

/** Look-up of an engine's layers by tensor. */
export interface GraphWalk {
  /** Layers that write a tensor. */
  writersOf(tensor: string): readonly GraphLayer[]
  /** Layers that read a tensor, with the input that they read it at. */
  readersOf(tensor: string): readonly TensorReader[]
}

export interface TensorReader {
  readonly layer: GraphLayer
  readonly input: number
}

/** Prepares the look-up for a graph. */
export function walkGraph({ layers }: EngineGraph): GraphWalk {
  const written = layers.flatMap((layer) => layer.outputs.map(({ name }) => [name, layer] as const))
  const read = layers.flatMap((layer) =>
    layer.inputs.map(({ name }, input) => [name, { layer, input }] as const),
  )
  const writers = Map.groupBy(written, ([name]) => name)
  const readers = Map.groupBy(read, ([name]) => name)
  return {
    writersOf: (tensor) => (writers.get(tensor) ?? []).map(([, layer]) => layer),
    readersOf: (tensor) => (readers.get(tensor) ?? []).map(([, reader]) => reader),
  }
}

/** Kinds that hand values on as they are. */
export function isTransparent({ kind }: GraphLayer): boolean {
  return kind === 'reformat' || kind === 'no-op' || kind === 'movement'
}

/** The layers that computed a tensor, back through reformats and layers that only move values. */
export function sourcesOf(tensor: string, walk: GraphWalk): GraphLayer[] {
  return closure(tensor, walk.writersOf, ({ inputs }) => inputs.map(({ name }) => name))
}

/** The layers that compute with a tensor, forward through reformats and layers that only move values. */
export function usersOf(tensor: string, walk: GraphWalk): GraphLayer[] {
  return closure(
    tensor,
    (name) => walk.readersOf(name).map(({ layer }) => layer),
    ({ outputs }) => outputs.map(({ name }) => name),
  )
}

function closure(
  tensor: string,
  next: (tensor: string) => readonly GraphLayer[],
  through: (layer: GraphLayer) => readonly string[],
): GraphLayer[] {
  const found = new Set<GraphLayer>()
  const seen = new Set([tensor])
  // A set hands out what is added while it is gone through.
  for (const name of seen) {
    for (const layer of next(name)) {
      if (isTransparent(layer)) for (const further of through(layer)) seen.add(further)
      else found.add(layer)
    }
  }
  return [...found]
}
