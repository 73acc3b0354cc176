import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../../../src/main/data/demo-set/bbox.ts'
import { Canvas, NOBODY } from '../../../../src/main/data/demo-set/canvas.ts'
import {
  DEMO_CLASSES,
  radiusOfClass,
  shapeOfClass,
  textureOfClass,
} from '../../../../src/main/data/demo-set/classes.ts'
import { clutterShape } from '../../../../src/main/data/demo-set/clutter-shapes.ts'
import { paintThing } from '../../../../src/main/data/demo-set/paint.ts'
import { runLengths } from '../../../../src/main/data/demo-set/run-length.ts'
import { SHAPES, type Shape } from '../../../../src/main/data/demo-set/shapes.ts'
import { TEXTURES } from '../../../../src/main/data/demo-set/textures.ts'
import type { Thing } from '../../../../src/main/data/demo-set/thing.ts'
import { seededRandom } from '../../../../src/main/base/random.ts'

function whiteThing(shape: Shape, place: { x: number; y: number; radius: number; angle?: number }): Thing {
  return {
    shape,
    angle: 0,
    texture: () => 0,
    fill: [255, 255, 255],
    second: [255, 255, 255],
    outlineWidth: 0,
    outline: [0, 0, 0],
    shading: [0, 0],
    opacity: 1,
    softness: 1,
    shadow: { strength: 0, dx: 0, dy: 0 },
    ...place,
  }
}

/** Edges of a shape, found on a grid of tenths of a pixel. */
function extentOf(shape: Shape, place: { x: number; y: number; radius: number; angle: number }): Bbox {
  const [cos, sin] = [Math.cos(place.angle), Math.sin(place.angle)]
  const extent = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }
  for (let dy = -place.radius; dy <= place.radius; dy += 0.1) {
    for (let dx = -place.radius; dx <= place.radius; dx += 0.1) {
      const [u, v] = [(dx * cos + dy * sin) / place.radius, (dy * cos - dx * sin) / place.radius]
      if (shape(u, v) > 0) continue
      extent.left = Math.min(extent.left, place.x + dx)
      extent.right = Math.max(extent.right, place.x + dx)
      extent.top = Math.min(extent.top, place.y + dy)
      extent.bottom = Math.max(extent.bottom, place.y + dy)
    }
  }
  return extent
}

describe('paintThing', () => {
  it('boxes a square to a hundredth of a pixel, wherever it lies between pixels', () => {
    // Half a side is 10 pixels; the pixel grid cuts the edges at 0.25 and 0.6.
    const canvas = new Canvas(40, 40)
    const square = whiteThing(SHAPES.square, { x: 20.25, y: 19.6, radius: 10 * Math.SQRT2 })
    const { bbox, area } = paintThing(canvas, square, 0)
    expect(bbox?.left).toBeCloseTo(10.25, 2)
    expect(bbox?.right).toBeCloseTo(30.25, 2)
    expect(bbox?.top).toBeCloseTo(9.6, 2)
    expect(bbox?.bottom).toBeCloseTo(29.6, 2)
    expect(area).toBe(400)
  })

  it.each(DEMO_CLASSES.map((name, index) => [name, index] as const))(
    'boxes a %s tightly at any rotation and size',
    (_, index) => {
      const random = seededRandom(index + 1)
      for (const size of [6.5, 11, 24, 40]) {
        const radius = radiusOfClass(index, size)
        const place = { x: 32 + random.next(), y: 32 + random.next(), radius, angle: 7 * random.next() }
        const { bbox } = paintThing(new Canvas(64, 64), whiteThing(shapeOfClass(index), place), 0)
        const extent = extentOf(shapeOfClass(index), place)
        if (bbox === null) throw new Error('nothing painted')
        // Tips that are thinner than a pixel leave no more than a trace.
        for (const side of ['left', 'right', 'top', 'bottom'] as const) {
          expect(Math.abs(bbox[side] - extent[side])).toBeLessThan(0.65)
        }
        const longer = Math.max(extent.right - extent.left, extent.bottom - extent.top)
        expect(longer).toBeGreaterThan(0.95 * size)
        expect(longer).toBeLessThan(1.45 * size)
      }
    },
  )

  it('keeps every shape within its circle', () => {
    const random = seededRandom(3)
    const shapes = [...Object.values(SHAPES), ...Array.from({ length: 40 }, () => clutterShape(random))]
    for (const shape of shapes) {
      for (let step = 0; step < 64; step++) {
        const angle = (step / 64) * 2 * Math.PI
        expect(shape(1.02 * Math.cos(angle), 1.02 * Math.sin(angle))).toBeGreaterThan(0)
      }
    }
  })

  it('counts what lies beyond the edge, and boxes what does not', () => {
    const canvas = new Canvas(40, 40)
    const square = whiteThing(SHAPES.square, { x: 0, y: 20, radius: 10 * Math.SQRT2 })
    const { bbox, area } = paintThing(canvas, square, 3)
    expect(area).toBe(400)
    expect(bbox).toEqual({ left: 0, right: 10, top: 10, bottom: 30 })
    expect(canvas.owners.filter((owner) => owner === 3).length).toBe(200)
  })

  it('gives the pixels to the last thing painted', () => {
    const canvas = new Canvas(40, 40)
    paintThing(canvas, whiteThing(SHAPES.square, { x: 20, y: 20, radius: 10 * Math.SQRT2 }), 0)
    paintThing(canvas, whiteThing(SHAPES.square, { x: 30, y: 20, radius: 10 * Math.SQRT2 }), 1)
    expect(canvas.owners.filter((owner) => owner === 0).length).toBe(200)
    expect(canvas.owners.filter((owner) => owner === 1).length).toBe(400)
    expect(canvas.owners[0]).toBe(NOBODY)
  })

  it('darkens what its shadow falls on, and owns none of it', () => {
    const canvas = new Canvas(40, 40)
    canvas.pixels.fill(100)
    const shadow = { strength: 0.5, dx: 15, dy: 0 }
    paintThing(canvas, { ...whiteThing(SHAPES.disc, { x: 10, y: 20, radius: 6 }), shadow }, 0)
    const under = 20 * 40 + 26
    expect(canvas.pixels[3 * under]).toBeCloseTo(50)
    expect(canvas.owners[under]).toBe(NOBODY)
  })
})

describe('textures', () => {
  it('differ where shapes do not', () => {
    const textures = (['disc', 'dotted disc'] as const).map((name) =>
      textureOfClass(DEMO_CLASSES.indexOf(name)),
    )
    expect(textures).toEqual(['plain', 'dots'])
    const squares = DEMO_CLASSES.filter((name) => name.endsWith('square'))
    expect(squares.map((name) => textureOfClass(DEMO_CLASSES.indexOf(name)))).toEqual([
      'plain',
      'checker',
      'stripes',
    ])
  })

  it.each(['checker', 'stripes', 'dots'] as const)('%s show both colours at the least size', (name) => {
    for (let seed = 0; seed < 20; seed++) {
      const texture = TEXTURES[name](seededRandom(seed), 6)
      const shares: number[] = []
      for (let y = -0.6; y <= 0.6; y += 0.05)
        for (let x = -0.6; x <= 0.6; x += 0.05) shares.push(texture(x, y, 3))
      expect(Math.min(...shares)).toBeLessThan(0.1)
      expect(Math.max(...shares)).toBeGreaterThan(0.9)
    }
  })
})

describe('runLengths', () => {
  it('counts down the columns, outside first', () => {
    const canvas = new Canvas(3, 2)
    canvas.owners.set([5, 5, -1, 5, -1, 5])
    const bbox = { left: 0, top: 0, right: 3, bottom: 2 }
    expect(runLengths(canvas, 5, bbox)).toEqual({ size: [2, 3], counts: [0, 3, 2, 1] })
  })

  it('counts the columns beside the box as outside', () => {
    const canvas = new Canvas(4, 2)
    canvas.owners.set([-1, 1, -1, -1, -1, 1, -1, -1])
    const bbox = { left: 1.2, top: 0, right: 1.9, bottom: 2 }
    expect(runLengths(canvas, 1, bbox).counts).toEqual([2, 2, 4])
  })
})
