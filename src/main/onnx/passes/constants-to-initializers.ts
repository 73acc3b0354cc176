import { constantTensor } from '../constants.ts'
import type { Pass } from './pass.ts'

/** Stores what Constant nodes hold as initializers of the same name, so that there is one form of constants to look for. */
export const constantsToInitializers: Pass = {
  name: 'constants-to-initializers',
  run({ graph }) {
    let changed = false
    for (const node of [...graph.nodes]) {
      const tensor = node.is('Constant') ? constantTensor(node) : null
      if (tensor === null) continue
      graph.storeInstead(node.output, tensor)
      changed = true
    }
    return { changed }
  },
  ensures: ({ graph }) =>
    graph.nodes.some((node) => node.is('Constant') && constantTensor(node) !== null)
      ? 'a Constant node is left'
      : null,
}
