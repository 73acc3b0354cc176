import { os } from '../implement.ts'

export const engines = {
  graph: os.engines.graph.handler(({ input, context, signal }) =>
    context.analysis.ask('engines.graph', input, signal),
  ),
}
