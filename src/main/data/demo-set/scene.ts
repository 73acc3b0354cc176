import { seededRandom, type Random } from '../../base/random.ts'
import { longerSide, toCoco, unionOf, type Bbox } from './bbox.ts'
import { paintBackground } from './background.ts'
import { expose } from './camera.ts'
import { Canvas } from './canvas.ts'
import { integerBetween } from './draws.ts'
import { paintThing } from './paint.ts'
import { makePalette, type Palette } from './palette.ts'
import type { Group } from './group.ts'
import { OBJECT_SIZE, planScene } from './plan.ts'
import { runLengths, type RunLengths } from './run-length.ts'
import { drawStyle } from './style.ts'

export type DemoSplit = 'train2017' | 'val2017'

/** One annotation of a scene. */
export interface SceneBox {
  /** Index in DEMO_CLASSES. */
  readonly category: number
  /** [x, y, width, height] in pixels, of the whole object as far as it lies in the picture. */
  readonly bbox: readonly [number, number, number, number]
  /** Visible pixels. */
  readonly area: number
  readonly crowd: boolean
  /** The visible pixels themselves. */
  readonly mask: RunLengths
}

export interface Scene {
  /** 8-bit RGB. */
  readonly image: { readonly width: number; readonly height: number; readonly data: Uint8Array<ArrayBuffer> }
  readonly boxes: readonly SceneBox[]
}

/** Sides of the pictures in pixels. */
const SIDES = [160, 320] as const

/** An object of which less can be seen is not annotated. */
const LEAST_VISIBLE = 0.35

const SALT: Readonly<Record<DemoSplit, number>> = { train2017: 0x7261696e, val2017: 0x76616c21 }

/** Renders one picture and its annotations; depends on nothing but the arguments. */
export function renderScene(seed: number, index: number, split: DemoSplit): Scene {
  const random = seededRandom(mixed(mixed(seed ^ SALT[split]) ^ index))
  const width = integerBetween(random, ...SIDES)
  const height = integerBetween(random, ...SIDES)
  const canvas = new Canvas(width, height)
  const palette = makePalette(random)
  paintBackground(random, canvas, palette)
  const painted = planScene(random, width, height).map((group, owner) =>
    paintGroup(random, canvas, palette, group, owner),
  )
  const boxes = annotate(canvas, painted)
  return { image: { width, height, data: expose(random, canvas) }, boxes }
}

/** Spreads consecutive numbers over all 32 bits (the finalizer of MurmurHash3, Austin Appleby). */
function mixed(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

interface PaintedGroup {
  readonly group: Group
  readonly bbox: Bbox | null
  readonly area: number
}

function paintGroup(
  random: Random,
  canvas: Canvas,
  palette: Palette,
  group: Group,
  owner: number,
): PaintedGroup {
  const { members, shape, texture } = group
  let bbox: Bbox | null = null
  let area = 0
  const style = drawStyle(random, canvas, palette, members[0], texture)
  for (const member of members) {
    const painted = paintThing(canvas, { ...style, ...member, shape }, owner)
    bbox = unionOf(bbox, painted.bbox)
    area += painted.area
  }
  return { group, bbox, area }
}

function annotate(canvas: Canvas, painted: readonly PaintedGroup[]): SceneBox[] {
  const visible = new Int32Array(painted.length)
  for (const owner of canvas.owners) if (owner >= 0) visible[owner]++
  return painted.flatMap(({ group: { category, crowd }, bbox, area }, owner) => {
    if (category === null || bbox === null || visible[owner] < LEAST_VISIBLE * area) return []
    if (longerSide(bbox) < OBJECT_SIZE.least || visible[owner] === 0) return []
    const mask = runLengths(canvas, owner, bbox)
    return [{ category, bbox: toCoco(bbox), area: visible[owner], crowd, mask }]
  })
}
