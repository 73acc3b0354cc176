import type cytoscape from 'cytoscape'

/** Elements that are added between two frames: more of them would hold up the page. */
const SLICE = 100

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))

/**
 * Adds elements to a canvas a slice a frame, nodes before edges, so that a large graph appears while the page goes on.
 * @returns whether all were added; false where the canvas was given up meanwhile.
 */
export async function addGradually(
  core: cytoscape.Core,
  elements: readonly cytoscape.ElementDefinition[],
): Promise<boolean> {
  for (let from = 0; from < elements.length; from += SLICE) {
    if (from > 0) await nextFrame()
    if (core.destroyed()) return false
    core.add(elements.slice(from, from + SLICE))
  }
  return true
}
