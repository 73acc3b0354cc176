import { FONT, PALETTES, type ThemeName } from '../../theme/tokens.ts'
import type { DrawnNode } from './collapse.ts'
import type { Place } from './layout.ts'
import type { NodeColour } from './node-colours.ts'
import { nodeSize } from './node-size.ts'
import type { Drawing } from './save-graph.ts'
import type { LaidOut } from './use-layout.ts'

const HEAD = 40
const LEAST_WIDTH = 320

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** One graph of a drawing. */
export interface GraphPicture {
  laidOut: LaidOut
  colourOf: (node: DrawnNode) => NodeColour
  title: string
}

/** Graphs side by side as an SVG document, each with its title above. */
export function graphsAsSvg(pictures: readonly GraphPicture[], theme: ThemeName): Drawing {
  const { surface, lineStrong } = PALETTES[theme]
  const parts: string[] = []
  let width = 0
  for (const picture of pictures) {
    parts.push(`<g transform="translate(${width} 0)">${pictureAsSvg(picture, theme)}</g>`)
    width += Math.ceil(Math.max(picture.laidOut.layout.width, LEAST_WIDTH))
  }
  const height = Math.ceil(Math.max(...pictures.map(({ laidOut }) => laidOut.layout.height)) + HEAD)
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(FONT)}" font-size="12">`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 8 4 0 8Z" fill="${lineStrong}"/></marker></defs>`,
    `<rect width="${width}" height="${height}" fill="${surface}"/>`,
    ...parts,
    '</svg>',
  ]
  return { svg: svg.join('\n'), width, height }
}

function pictureAsSvg({ laidOut, colourOf, title }: GraphPicture, theme: ThemeName): string {
  const { graph, layout } = laidOut
  const { surface, text, textThird, lineStrong } = PALETTES[theme]
  const places = layout.nodes
  const heights = new Map(graph.nodes.map((node) => [node.id, nodeSize(node).height]))
  const edges = graph.edges.map(({ id, from, to }) => {
    const points = [places[from], ...(layout.edges[id] ?? []), edgeEnd(places[to], heights.get(to) ?? 0)]
    return `<path d="M${points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}" marker-end="url(#arrow)"/>`
  })
  const nodes = graph.nodes.map((node) =>
    nodeAsSvg(node, places[node.id], colourOf(node), { surface, text, textThird }),
  )
  return [
    `<text x="16" y="26" font-size="15" font-weight="600" fill="${text}">${escaped(title)}</text>`,
    `<g transform="translate(0 ${HEAD})"><g fill="none" stroke="${lineStrong}">${edges.join('')}</g>${nodes.join('')}</g>`,
  ].join('\n')
}

/** Edges come in from above. */
const edgeEnd = ({ x, y }: Place, height: number): Place => ({ x, y: y - height / 2 })

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
