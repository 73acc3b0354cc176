import type { EngineGraph } from '../trt/engine/engine-graph.ts'
import { diffEngines, type EngineDiff } from '../trt/engine/engine-diff.ts'
import { openEngine, type EngineFiles } from './engine-files.ts'

/** Two engines and how they differ. */
export interface ComparedEngines {
  readonly a: EngineGraph
  readonly b: EngineGraph
  readonly diff: EngineDiff
}

/** Reads two engines of one network and compares them layer by layer. Throws what `openEngine` throws. */
export async function compareEngines(a: EngineFiles, b: EngineFiles): Promise<ComparedEngines> {
  const [one, other] = [await openEngine(a), await openEngine(b)]
  return { a: one.graph, b: other.graph, diff: diffEngines(one.graph, other.graph) }
}
