import cytoscape from 'cytoscape'
import { FONT, PALETTES, type ThemeName } from '../../theme/tokens.ts'
import type { DrawnNode } from './collapse.ts'
import { edgeBends } from './edge-bends.ts'
import type { NodeColour } from './node-colours.ts'
import { nodeSize } from './node-size.ts'
import type { LaidOut } from './use-layout.ts'

/** Above this many nodes edges are left out while one moves the picture. */
const MANY = 600
/** Bends nearer to the straight line than this many pixels are none. */
const STRAIGHT = 1.5

/** The elements of a graph with their positions. */
export function elementsOf(
  { graph, layout }: LaidOut,
  colourOf: (node: DrawnNode) => NodeColour,
): cytoscape.ElementDefinition[] {
  const nodes = graph.nodes.map((node): cytoscape.ElementDefinition => {
    const position = layout.nodes[node.id]
    const text = node.note === '' ? node.label : `${node.label}\n${node.note}`
    const kind = node.quantizer ? 'quantizer' : node.members.length > 0 ? 'block' : 'node'
    return {
      group: 'nodes',
      data: { id: node.id, text, kind, ...nodeSize(node), ...colourData(colourOf(node)) },
      position: { ...position },
    }
  })
  const edges = graph.edges.map(({ id, from, to }): cytoscape.ElementDefinition => {
    const { weights, distances } = edgeBends(layout.nodes[from], layout.nodes[to], layout.edges[id] ?? [])
    const bent = distances.some((distance) => Math.abs(distance) > STRAIGHT)
    return {
      group: 'edges',
      data: { id, source: from, target: to, weights: weights.join(' '), distances: distances.join(' ') },
      classes: bent ? 'bent' : '',
    }
  })
  return [...nodes, ...edges]
}

export const colourData = ({ colour, tint, dashed }: NodeColour) => ({
  colour,
  tint,
  border: dashed ? 'dashed' : 'solid',
})

/** The look of everything, in the page's tokens. */
export function styleOf(theme: ThemeName): cytoscape.StylesheetJson {
  const { text, lineStrong, accent, surface } = PALETTES[theme]
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': 'data(colour)',
        'background-opacity': (node: cytoscape.NodeSingular) => Number(node.data('tint')),
        'border-color': 'data(colour)',
        'border-width': 1.5,
        label: 'data(text)',
        color: text,
        'font-family': FONT,
        'font-size': 12,
        'text-wrap': 'wrap',
        'text-valign': 'center',
        'text-halign': 'center',
        'line-height': 1.3,
        'min-zoomed-font-size': 6,
      },
    },
    { selector: 'node[border = "dashed"]', style: { 'border-style': 'dashed' } },
    { selector: 'node[kind = "block"]', style: { 'font-weight': 600, 'border-width': 2 } },
    { selector: 'node[kind = "quantizer"]', style: { 'font-size': 10, 'corner-radius': '10' } },
    {
      selector: 'edge',
      style: {
        width: 1.25,
        'line-color': lineStrong,
        'target-arrow-color': lineStrong,
        'target-arrow-shape': 'triangle',
        'arrow-scale': 0.8,
        'curve-style': 'straight',
      },
    },
    {
      selector: 'edge.bent',
      style: {
        'curve-style': 'round-segments',
        'edge-distances': 'node-position',
        'segment-weights': 'data(weights)',
        'segment-distances': 'data(distances)',
        'segment-radii': [16],
      },
    },
    { selector: '.faded', style: { opacity: 0.25 } },
    { selector: 'node.same', style: { 'outline-color': accent, 'outline-width': 3, 'outline-offset': 2 } },
    {
      selector: 'node.chosen',
      style: {
        'outline-color': accent,
        'outline-width': 3,
        'outline-offset': 2,
        'text-background-color': surface,
      },
    },
    { selector: 'edge.chosen', style: { 'line-color': accent, 'target-arrow-color': accent, width: 2.5 } },
  ]
}

/** A canvas for a graph; positions are given, nodes cannot be moved. */
export function createView(container: HTMLElement, nodes: number): cytoscape.Core {
  const many = nodes > MANY
  return cytoscape({
    container,
    layout: { name: 'preset' },
    minZoom: 0.03,
    maxZoom: 3,
    autoungrabify: true,
    boxSelectionEnabled: false,
    autounselectify: true,
    hideEdgesOnViewport: many,
    textureOnViewport: many,
    pixelRatio: 'auto',
  })
}
