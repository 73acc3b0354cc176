import { FONT, PALETTES, type ThemeName } from '../../theme/tokens.ts'
import type { DrawnNode } from './collapse.ts'
import type { Place } from './layout.ts'
import type { NodeColour } from './node-colours.ts'
import { nodeSize } from './node-size.ts'
import type { LaidOut } from './use-layout.ts'

const HEAD = 40

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A graph as an SVG document with its title above. */
export function graphAsSvg(
  { graph, layout }: LaidOut,
  colourOf: (node: DrawnNode) => NodeColour,
  { theme, title }: { theme: ThemeName; title: string },
): { svg: string; width: number; height: number } {
  const { surface, text, textThird, lineStrong } = PALETTES[theme]
  const places = layout.nodes
  const [width, height] = [Math.ceil(Math.max(layout.width, 320)), Math.ceil(layout.height + HEAD)]
  const edges = graph.edges.map(({ id, from, to }) => {
    const points = [places[from], ...(layout.edges[id] ?? []), edgeEnd(places[to], sizeOf(graph.nodes, to))]
    return `<path d="M${points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}" marker-end="url(#arrow)"/>`
  })
  const nodes = graph.nodes.map((node) =>
    nodeAsSvg(node, places[node.id], colourOf(node), { surface, text, textThird }),
  )
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}" font-size="12">`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8Z" fill="${lineStrong}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="${surface}"/>`,
    `<text x="16" y="26" font-size="15" font-weight="600" fill="${text}">${escaped(title)}</text>`,
    `<g transform="translate(0 ${HEAD})"><g fill="none" stroke="${lineStrong}">${edges.join('')}</g>${nodes.join('')}</g>`,
    '</svg>',
  ]
  return { svg: svg.join('\n'), width, height }
}

function sizeOf(nodes: readonly DrawnNode[], id: string) {
  const node = nodes.find((each) => each.id === id)
  return node === undefined ? { width: 0, height: 0 } : nodeSize(node)
}

/** Edges come in from above. */
const edgeEnd = ({ x, y }: Place, { height }: { height: number }): Place => ({ x, y: y - height / 2 })

function nodeAsSvg(
  node: DrawnNode,
  { x, y }: Place,
  { colour, tint, dashed }: NodeColour,
  { surface, text, textThird }: { surface: string; text: string; textThird: string },
): string {
  const { width, height } = nodeSize(node)
  const [left, top] = [(x - width / 2).toFixed(1), (y - height / 2).toFixed(1)]
  const frame = `x="${left}" y="${top}" width="${width}" height="${height}" rx="${node.quantizer ? height / 2 : 4}"`
  const line = (content: string, dy: number, fill: string, weight = 400) =>
    `<text x="${x.toFixed(1)}" y="${(y + dy).toFixed(1)}" text-anchor="middle" fill="${fill}" font-weight="${weight}">${escaped(content)}</text>`
  return [
    `<rect ${frame} fill="${surface}"/>`,
    `<rect ${frame} fill="${colour}" fill-opacity="${tint.toFixed(2)}" stroke="${colour}" stroke-width="1.5"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`,
    line(node.label, node.note === '' ? 4 : -3, text, node.members.length > 0 ? 600 : 400),
    ...(node.note === '' ? [] : [line(node.note, 13, textThird)]),
  ].join('')
}
