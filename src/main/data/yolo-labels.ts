import type { ProblemList } from './dataset-problems.ts'

/** Boxes of one image in pixels, as columns. */
export interface LabelledBoxes {
  readonly classes: readonly number[]
  /** 4 × rows: x, y, width, height. */
  readonly boxes: readonly number[]
  readonly areas: readonly number[]
}

/**
 * Path of the label file of an image, as YOLOv5's img2label_paths: the last folder named `images` becomes `labels`, the
 * ending `.txt`. An image outside any `images` folder has its labels beside it, as darknet has them.
 */
export function labelPath(image: string): string {
  const parts = image.split(/(?<=[/\\])/)
  const last = parts.findLastIndex((part, index) => index < parts.length - 1 && /^images[/\\]$/.test(part))
  if (last >= 0) parts[last] = parts[last].replace('images', 'labels')
  return parts.join('').replace(/\.[^./\\]*$/, '.txt')
}

/**
 * Reads the lines of a label file: `class cx cy w h`, or `class x1 y1 x2 y2 x3 y3 …` for a polygon, relative to the
 * image's size. A polygon becomes its bounding box with its own area (shoelace formula). Lines that are neither, and
 * repeated ones (which Ultralytics drops too), are noted and left out.
 */
export function parseLabels(
  text: string,
  size: { width: number; height: number },
  file: string,
  problems: ProblemList,
): LabelledBoxes {
  const classes: number[] = []
  const boxes: number[] = []
  const areas: number[] = []
  const seen = new Set<string>()
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim()
    if (line === '') return
    const values = line.split(/\s+/).map(Number)
    const place = `${file}:${index + 1}`
    if (!isLabel(values)) problems.add('bad-label', `${place}: '${line.slice(0, 60)}'`)
    else if (seen.has(line)) problems.add('duplicate-label', place)
    else {
      seen.add(line)
      const [x, y, width, height, area] = values.length === 5 ? fromBox(values) : fromPolygon(values)
      classes.push(values[0])
      boxes.push(x * size.width, y * size.height, width * size.width, height * size.height)
      areas.push(area * size.width * size.height)
    }
  })
  return { classes, boxes, areas }
}

/** A class index, then four numbers, or x and y of three points or more. */
function isLabel(values: readonly number[]): boolean {
  const columns = values.length === 5 || (values.length >= 7 && values.length % 2 === 1)
  return columns && Number.isInteger(values[0]) && values[0] >= 0 && values.every(Number.isFinite)
}

type RelativeBox = readonly [x: number, y: number, width: number, height: number, area: number]

function fromBox([, centreX, centreY, width, height]: readonly number[]): RelativeBox {
  return [centreX - width / 2, centreY - height / 2, width, height, width * height]
}

function fromPolygon(values: readonly number[]): RelativeBox {
  const xs = values.filter((_, index) => index % 2 === 1)
  const ys = values.filter((_, index) => index > 0 && index % 2 === 0)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  let twice = 0
  for (let index = 0; index < xs.length; index++) {
    const next = (index + 1) % xs.length
    twice += xs[index] * ys[next] - xs[next] * ys[index]
  }
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top, Math.abs(twice) / 2]
}
