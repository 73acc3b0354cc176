import type { Pass } from './pass.ts'

/** First IR version in which an initializer need not be a graph input as well. */
const IR_WITHOUT_THEM = 4

/**
 * Takes initializers off the list of graph inputs, where files of IR version 3 must list them: a weight that a caller
 * could replace is not constant, so nothing could be folded into it.
 */
export const dropInitializerInputs: Pass = {
  name: 'drop-initializer-inputs',
  run(model) {
    const listed = model.graph.inputs.filter(({ initializer }) => initializer !== null)
    for (const input of listed) {
      model.graph.removeInput(input)
      input.info = null
    }
    const raised = model.irVersion < IR_WITHOUT_THEM
    if (raised) model.irVersion = IR_WITHOUT_THEM
    return { changed: listed.length > 0 || raised }
  },
  ensures: ({ graph }) =>
    graph.inputs.some(({ initializer }) => initializer !== null) ? 'an initializer is still an input' : null,
}
