import { engineFilesOf, engineModelOf } from '../engine-files-of.ts'
import { os } from '../implement.ts'

export const engines = {
  graph: os.engines.graph.handler(({ input, context, signal }) =>
    context.analysis.ask('engines.graph', input, signal),
  ),
  explain: os.engines.explain.handler(({ input: { engine, model }, context, signal }) => {
    const { store, analysis } = context
    const files = engine && engineFilesOf(store, engine)
    const builtFrom = model === undefined ? engineModelOf(store, engine) : null
    return analysis.ask(
      'engines.explain',
      { ...(files && { engine: files }), ...(model !== undefined && { model }), builtFrom },
      signal,
    )
  }),
  diff: os.engines.diff.handler(({ input, context: { store, analysis }, signal }) =>
    analysis.ask(
      'engines.diff',
      { a: engineFilesOf(store, input.a), b: engineFilesOf(store, input.b) },
      signal,
    ),
  ),
}
