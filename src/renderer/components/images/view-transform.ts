import type { Size } from './size.ts'

/** What part of an image is seen: the point of it (0 to 1 each way) in the middle, and how much larger than fitting. */
export interface View {
  zoom: number
  x: number
  y: number
}

/** Where an image lies in its panel, in pixels of the panel; `scale`: pixels of the panel for one of the image. */
export interface Placement {
  scale: number
  left: number
  top: number
}

export const WHOLE: View = { zoom: 1, x: 0.5, y: 0.5 }
const MOST_ZOOM = 16

export function fitScale(panel: Size, image: Size): number {
  if (image.width <= 0 || image.height <= 0) return 1
  return Math.min(panel.width / image.width, panel.height / image.height)
}

export function placementOf({ zoom, x, y }: View, panel: Size, image: Size): Placement {
  const scale = fitScale(panel, image) * zoom
  return {
    scale,
    left: panel.width / 2 - x * image.width * scale,
    top: panel.height / 2 - y * image.height * scale,
  }
}

/** The middle stays so that no empty margin opens where the image is larger than its panel. */
function bounded(middle: number, panel: number, image: number): number {
  const half = panel / 2 / image
  return half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, middle))
}

function within({ zoom, x, y }: View, panel: Size, image: Size): View {
  const next = Math.min(MOST_ZOOM, Math.max(1, zoom))
  const scale = fitScale(panel, image) * next
  return {
    zoom: next,
    x: bounded(x, panel.width, image.width * scale),
    y: bounded(y, panel.height, image.height * scale),
  }
}

/** Zooms by a factor while what lies under a point of the panel stays there. */
export function zoomAt(
  view: View,
  panel: Size,
  image: Size,
  point: { x: number; y: number },
  factor: number,
): View {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor))
  const before = placementOf(view, panel, image)
  const scale = fitScale(panel, image) * zoom
  const x = (point.x - before.left) / before.scale
  const y = (point.y - before.top) / before.scale
  return within(
    {
      zoom,
      x: (x - (point.x - panel.width / 2) / scale) / image.width,
      y: (y - (point.y - panel.height / 2) / scale) / image.height,
    },
    panel,
    image,
  )
}

/** Moves the image by pixels of the panel. */
export function panBy(view: View, panel: Size, image: Size, right: number, down: number): View {
  const { scale } = placementOf(view, panel, image)
  const { zoom, x, y } = view
  return within(
    { zoom, x: x - right / scale / image.width, y: y - down / scale / image.height },
    panel,
    image,
  )
}

/** How many panels beside each other show an image largest. */
export function columnsFor(count: number, stage: Size, image: Size, gap: number, head: number): number {
  let best = { columns: 1, scale: 0 }
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    const panel = {
      width: (stage.width - (columns - 1) * gap) / columns,
      height: (stage.height - (rows - 1) * gap) / rows - head,
    }
    const scale = fitScale(panel, image)
    if (scale > best.scale) best = { columns, scale }
  }
  return best.columns
}
