/** Pixels between tiles. */
export const GAP = 8
/** Of a picture in a tile: height for a width of one. */
const ASPECT = 3 / 4
const LEAST_ROW = 48
/** Rows that Page Up and Page Down pass. */
const PAGE_ROWS = 3

export interface TileLayout {
  columns: number
  /** With the caption and the gap below. */
  rowHeight: number
}

/** As many columns as find room in a width when no tile may be narrower than `least`; all in pixels. */
export function tileLayout(width: number, least: number, caption: number): TileLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)))
  const tile = (width - (columns - 1) * GAP) / columns
  return { columns, rowHeight: Math.max(LEAST_ROW, Math.round(tile * ASPECT) + caption + GAP) }
}

/** Where each key leads from a place. */
const MOVES: Readonly<Record<string, (place: number, columns: number, total: number) => number>> = {
  ArrowRight: (place) => place + 1,
  ArrowLeft: (place) => place - 1,
  ArrowDown: (place, columns) => place + columns,
  ArrowUp: (place, columns) => place - columns,
  PageDown: (place, columns) => place + PAGE_ROWS * columns,
  PageUp: (place, columns) => place - PAGE_ROWS * columns,
  Home: () => 0,
  End: (_place, _columns, total) => total - 1,
}

/** Keys that lead from tile to tile. */
export const GRID_KEYS: readonly string[] = Object.keys(MOVES)

/** The place that a key leads to in a grid of `total` tiles; null where the key leads nowhere. */
export function placeAfterKey(key: string, place: number, columns: number, total: number): number | null {
  const next = MOVES[key]?.(place, columns, total)
  return next === undefined || total === 0 ? null : Math.max(0, Math.min(total - 1, next))
}
