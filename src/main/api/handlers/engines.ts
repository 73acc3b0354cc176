import { os } from '../implement.ts'

export const engines = {
  graph: os.engines.graph.handler(({ input, context, signal }) =>
    context.analysis.ask('engines.graph', input, signal),
  ),
  explain: os.engines.explain.handler(({ input, context, signal }) =>
    context.analysis.ask('engines.explain', input, signal),
  ),
  diff: os.engines.diff.handler(({ input, context, signal }) =>
    context.analysis.ask('engines.diff', input, signal),
  ),
}
