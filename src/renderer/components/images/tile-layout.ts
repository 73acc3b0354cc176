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

/** The place that a key leads to in a grid of `total` tiles; null where the key leads nowhere. */
export function placeAfterKey(key: string, place: number, columns: number, total: number): number | null {
  const moves = new Map([
    ['ArrowRight', place + 1],
    ['ArrowLeft', place - 1],
    ['ArrowDown', place + columns],
    ['ArrowUp', place - columns],
    ['PageDown', place + PAGE_ROWS * columns],
    ['PageUp', place - PAGE_ROWS * columns],
    ['Home', 0],
    ['End', total - 1],
  ])
  const next = moves.get(key)
  return next === undefined || total === 0 ? null : Math.max(0, Math.min(total - 1, next))
}
