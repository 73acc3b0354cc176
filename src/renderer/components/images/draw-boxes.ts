import type { Size } from './size.ts'
import type { Placement } from './view-transform.ts'

/** A box as it is drawn. */
export interface DrawnBox {
  /** Left, top, width and height in pixels of the image. */
  bbox: readonly [number, number, number, number]
  colour: string
  /** Empty: no name is written. */
  label: string
  /** Annotated boxes are dashed. */
  dashed: boolean
  /** Drawn wide and last, and its name placed first. */
  strong: boolean
}

const EDGE = 'rgb(0 0 0 / 60%)'
const LABEL_HEIGHT = 15

interface Rectangle {
  x: number
  y: number
  width: number
  height: number
}

function onPanel({ bbox: [x, y, width, height] }: DrawnBox, { scale, left, top }: Placement): Rectangle {
  return { x: left + x * scale, y: top + y * scale, width: width * scale, height: height * scale }
}

function drawFrame(context: CanvasRenderingContext2D, box: DrawnBox, at: Rectangle): void {
  const width = box.strong ? 2.5 : 1.5
  context.setLineDash(box.dashed ? [6, 4] : [])
  context.strokeStyle = EDGE
  context.lineWidth = width + 2
  context.strokeRect(at.x, at.y, at.width, at.height)
  context.strokeStyle = box.colour
  context.lineWidth = width
  context.strokeRect(at.x, at.y, at.width, at.height)
}

const touches = (a: Rectangle, b: Rectangle) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** Places for a name, the best first: above the box, below it, inside at its top or bottom. */
function labelPlaces(box: DrawnBox, at: Rectangle, width: number, panel: Rectangle): Rectangle[] {
  const [above, below] = [at.y - LABEL_HEIGHT, at.y + at.height]
  // Names of annotated boxes keep away from those of the predictions.
  const heights = box.dashed ? [below, above] : [above, below]
  const x = Math.max(0, Math.min(at.x, panel.width - width))
  return [...heights, at.y, below - LABEL_HEIGHT]
    .filter((y) => y >= 0 && y + LABEL_HEIGHT <= panel.height)
    .map((y) => ({ x, y, width, height: LABEL_HEIGHT }))
}

function drawLabels(
  context: CanvasRenderingContext2D,
  boxes: readonly { box: DrawnBox; at: Rectangle }[],
  panel: Rectangle,
): void {
  const taken: Rectangle[] = []
  context.setLineDash([])
  for (const { box, at } of boxes.toSorted((a, b) => Number(b.box.strong) - Number(a.box.strong))) {
    if (box.label === '' || !touches(at, panel)) continue
    const places = labelPlaces(box, at, context.measureText(box.label).width + 8, panel)
    const place = places.find((each) => !taken.some((other) => touches(other, each)))
    if (place === undefined) continue
    taken.push(place)
    context.fillStyle = box.colour
    context.fillRect(place.x, place.y, place.width, place.height)
    context.fillStyle = '#111418'
    context.fillText(box.label, place.x + 4, place.y + LABEL_HEIGHT - 4)
  }
}

/** Draws boxes over an image that lies so in a panel; names that find no free place are left out. */
export function drawBoxes(
  canvas: HTMLCanvasElement,
  boxes: readonly DrawnBox[],
  placement: Placement,
  panel: Size,
  font: string,
): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const ratio = window.devicePixelRatio || 1
  const [width, height] = [Math.round(panel.width * ratio), Math.round(panel.height * ratio)]
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, panel.width, panel.height)
  context.font = `11px ${font}`
  const placed = boxes
    .toSorted((a, b) => Number(a.strong) - Number(b.strong))
    .map((box) => ({ box, at: onPanel(box, placement) }))
  for (const { box, at } of placed) drawFrame(context, box, at)
  drawLabels(context, placed, { x: 0, y: 0, width: panel.width, height: panel.height })
}

/** The smallest box under a point of the panel; -1 where there is none. */
export function boxUnder(
  boxes: readonly DrawnBox[],
  placement: Placement,
  point: { x: number; y: number },
): number {
  let best = -1
  let smallest = Infinity
  boxes.forEach((box, index) => {
    const { x, y, width, height } = onPanel(box, placement)
    const isInside = point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height
    if (isInside && width * height < smallest) [best, smallest] = [index, width * height]
  })
  return best
}
