/** Edges in pixels of the picture, not rounded. */
export interface Bbox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export function unionOf(one: Bbox | null, other: Bbox | null): Bbox | null {
  if (one === null || other === null) return one ?? other
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  }
}

export function longerSide({ left, top, right, bottom }: Bbox): number {
  return Math.max(right - left, bottom - top)
}

const hundredths = (value: number): number => Math.round(value * 100) / 100

/** COCO's [x, y, width, height], to hundredths of a pixel. */
export function toCoco({ left, top, right, bottom }: Bbox): [number, number, number, number] {
  return [hundredths(left), hundredths(top), hundredths(right - left), hundredths(bottom - top)]
}
