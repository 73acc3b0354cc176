/**
 * A piece of a drawing as plain data: the same drawing is shown on a page (ShapeTree.ts) and written into a report
 * (shape-markup.ts). Colours are the theme's custom properties, as `var(--text)`, so one drawing serves both themes.
 */
export interface Shape {
  tag: 'g' | 'path' | 'line' | 'rect' | 'text' | 'title' | 'clipPath'
  attributes?: Readonly<Record<string, string | number>>
  children?: readonly Shape[]
  text?: string
  /** What pressing it, or pointing at it, is told as. */
  pick?: string
  /** Left out of files: tooltips, areas for the pointer. */
  screenOnly?: boolean
}

type Attributes = Readonly<Record<string, string | number>>

export function group(children: readonly Shape[], attributes: Attributes = {}): Shape {
  return { tag: 'g', attributes, children }
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): Shape {
  return { tag: 'line', attributes: { x1, y1, x2, y2, stroke: 'var(--line)', ...attributes } }
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  attributes: Attributes = {},
): Shape {
  return { tag: 'rect', attributes: { x, y, width: Math.max(0, width), height, ...attributes } }
}

export function path(d: string, attributes: Attributes = {}): Shape {
  return { tag: 'path', attributes: { d, ...attributes } }
}

export type Anchor = 'start' | 'middle' | 'end'

export function words(
  x: number,
  y: number,
  text: string,
  { anchor = 'start', ...attributes }: Attributes & { anchor?: Anchor } = {},
): Shape {
  return {
    tag: 'text',
    attributes: { x, y, fill: 'var(--text-second)', 'text-anchor': anchor, ...attributes },
    text,
  }
}

/** What a browser shows when the pointer rests on the shapes. */
export function withTitle(shape: Shape, title: string): Shape {
  return { ...shape, children: [{ tag: 'title', text: title }, ...(shape.children ?? [])] }
}

const round = (value: number) => Math.round(value * 10) / 10

/** A line through points as the data of a path. */
export function through(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
}
