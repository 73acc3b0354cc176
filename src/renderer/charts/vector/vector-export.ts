import { canvasAsPng } from '../canvas-png.ts'

/** A drawing with what stands around it on a slide. */
export interface VectorExport {
  svg: SVGSVGElement
  title: string
  runIds: readonly string[]
  width: number
  height: number
}

const HEAD = 40
const FOOT = 28
const SIDE = 16
const PIXEL_RATIO = 2

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Colours and fonts of the theme in place of the custom properties that a file of its own does not know. */
function resolved(text: string): string {
  const style = getComputedStyle(document.documentElement)
  return text.replaceAll(/var\((--[\w-]+)\)/g, (_, name: string) =>
    escaped(style.getPropertyValue(name).trim()),
  )
}

const sizeOf = ({ width, height }: VectorExport) => ({
  width: width + 2 * SIDE,
  height: height + HEAD + FOOT,
})

/** The drawing as an SVG document with its title above and the run ids in the corner. */
export function vectorAsSvg(drawing: VectorExport): string {
  const { svg, title, runIds } = drawing
  const { width, height } = sizeOf(drawing)
  const copy = svg.cloneNode(true)
  if (copy instanceof SVGSVGElement) {
    copy.setAttribute('x', String(SIDE))
    copy.setAttribute('y', String(HEAD))
    copy.removeAttribute('style')
    copy.querySelectorAll('[data-screen-only]').forEach((each) => each.remove())
  }
  const inner = new XMLSerializer().serializeToString(copy).replaceAll(/ data-v-\w+=""/g, '')
  const document = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="var(--font-family)">`,
    `<rect width="${width}" height="${height}" fill="var(--surface)"/>`,
    `<text x="${SIDE}" y="26" font-size="15" font-weight="600" fill="var(--text)">${escaped(title)}</text>`,
    inner,
    `<text x="${width - SIDE}" y="${height - 10}" font-size="10" text-anchor="end" fill="var(--text-third)">${escaped(runIds.join('  '))}</text>`,
    '</svg>',
  ].join('\n')
  return resolved(document)
}

/** The same as a PNG of twice the size on screen. */
export async function vectorAsPng(drawing: VectorExport): Promise<Blob> {
  const { width, height } = sizeOf(drawing)
  const url = URL.createObjectURL(new Blob([vectorAsSvg(drawing)], { type: 'image/svg+xml' }))
  try {
    const picture = new Image(width, height)
    picture.src = url
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = width * PIXEL_RATIO
    canvas.height = height * PIXEL_RATIO
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return await canvasAsPng(canvas)
  } finally {
    URL.revokeObjectURL(url)
  }
}
