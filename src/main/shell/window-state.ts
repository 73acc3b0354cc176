import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeAtomically } from '../base/files.ts'

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })

/** A rectangle of the desktop, in device-independent pixels. */
export type Bounds = z.infer<typeof boundsSchema>

const windowStateSchema = z.object({ bounds: boundsSchema, maximized: z.boolean() })

/** Where a window was: `bounds` are those that it has when it is not maximized. */
export type WindowState = z.infer<typeof windowStateSchema>

export const SMALLEST_WINDOW = { width: 960, height: 600 }
const USUAL_WINDOW = { width: 1440, height: 900 }

/** How much of the title bar must be on a display for a window to count as reachable. */
const REACHABLE = { width: 120, height: 24 }

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart)
}

function isReachable(bounds: Bounds, areas: readonly Bounds[]): boolean {
  return areas.some(
    (area) =>
      overlap(bounds.x, bounds.width, area.x, area.width) >= REACHABLE.width &&
      overlap(bounds.y, REACHABLE.height, area.y, area.height) >= REACHABLE.height,
  )
}

function centred({ width, height }: { width: number; height: number }, area: Bounds): Bounds {
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) }
  return {
    x: area.x + Math.round((area.width - size.width) / 2),
    y: area.y + Math.round((area.height - size.height) / 2),
    ...size,
  }
}

/**
 * Where to open the window: where it was, or in the middle of the main display when there was none or the display
 * that it was on is gone. `areas` are the work areas of all displays, the main one first.
 */
export function placeWindow(
  last: WindowState | undefined,
  areas: readonly [Bounds, ...Bounds[]],
): WindowState {
  if (last === undefined) return { bounds: centred(USUAL_WINDOW, areas[0]), maximized: false }
  if (isReachable(last.bounds, areas)) return last
  return { bounds: centred(last.bounds, areas[0]), maximized: last.maximized }
}

/** The stored state; undefined when there is none that can be read. */
export async function readWindowState(file: string): Promise<WindowState | undefined> {
  try {
    return windowStateSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** Stores the state. A full disk or a read-only home costs the place of the window and nothing else. */
export async function writeWindowState(file: string, state: WindowState): Promise<void> {
  await writeAtomically(file, JSON.stringify(state)).catch(() => undefined)
}
