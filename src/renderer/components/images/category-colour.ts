/** Light colours on photographs, told apart by colour-blind eyes, drawn over a dark edge. */
const COLOURS = [
  '#56b4e9',
  '#f0e442',
  '#4fe3a1',
  '#ff9a6b',
  '#e79ac6',
  '#ffffff',
  '#a6c8ff',
  '#ffd28a',
] as const

/** Colour of a class's boxes, the same on every image. */
export function categoryColour(category: number): string {
  const { length } = COLOURS
  return COLOURS[((Math.trunc(category) % length) + length) % length]
}
