import type { Shape } from './shape.ts'

/** Text and attribute values as XML and HTML have them. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

function attributeMarkup([name, value]: [string, string | number]): string {
  const text = typeof value === 'number' ? String(Math.round(value * 100) / 100) : value
  return ` ${name}="${escapeMarkup(text)}"`
}

/** A shape with all in it as SVG; what is for the screen only is left out. */
export function shapeMarkup({ tag, attributes = {}, children = [], text = '', screenOnly }: Shape): string {
  if (screenOnly === true) return ''
  const inner = escapeMarkup(text) + children.map(shapeMarkup).join('')
  return `<${tag}${Object.entries(attributes).map(attributeMarkup).join('')}>${inner}</${tag}>`
}

export interface DrawingSize {
  width: number
  height: number
}

/** A drawing as an SVG element for a page that has the theme's custom properties. */
export function drawingMarkup(
  shapes: readonly Shape[],
  { width, height }: DrawingSize,
  title: string,
): string {
  const box = `viewBox="0 0 ${Math.round(width)} ${Math.round(height)}"`
  const label = `role="img" aria-label="${escapeMarkup(title)}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} ${label} font-size="12">${shapes.map(shapeMarkup).join('')}</svg>`
}
