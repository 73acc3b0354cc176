/** Height and width of a glyph in dots. */
export const GLYPH_ROWS = 7
export const GLYPH_COLUMNS = 5

/**
 * A 5 × 7 dot font. Each of a glyph's seven rows is one base-32 digit, its five bits the dots from left to right:
 * `A` begins with E = 01110.
 */
const GLYPHS: Record<string, string> = {
  A: 'EHHVHHH',
  B: 'UHHUHHU',
  C: 'EHGGGHE',
  D: 'UHHHHHU',
  E: 'VGGUGGV',
  F: 'VGGUGGG',
  G: 'EHGNHHF',
  H: 'HHHVHHH',
  I: 'E44444E',
  J: '72222IC',
  K: 'HIKOKIH',
  L: 'GGGGGGV',
  M: 'HRLLHHH',
  N: 'HHPLJHH',
  O: 'EHHHHHE',
  P: 'UHHUGGG',
  Q: 'EHHHLID',
  R: 'UHHUKIH',
  S: 'FGGE11U',
  T: 'V444444',
  U: 'HHHHHHE',
  V: 'HHHHHA4',
  W: 'HHHLLLA',
  X: 'HHA4AHH',
  Y: 'HHA4444',
  Z: 'V1248GV',
  0: 'EHJLPHE',
  1: '4C4444E',
  2: 'EH1248V',
  3: 'V2421HE',
  4: '26AIV22',
  5: 'VGU11HE',
  6: '68GUHHE',
  7: 'V124888',
  8: 'EHHEHHE',
  9: 'EHHF12C',
  ' ': '0000000',
  '.': '00000CC',
  ',': '0000C48',
  ':': '0CC0CC0',
  '-': '000V000',
  _: '000000V',
  '+': '044V440',
  '/': '01248G0',
  '%': 'OP248J3',
  '&': 'CIK8LID',
  '(': '2488842',
  ')': '8422248',
  "'": '4480000',
  '?': 'EH12404',
}

/** Dots of a character, row by row, five bits each with the leftmost highest; letters have one case, others are `?`. */
export function glyphOf(character: string): number[] {
  const rows = GLYPHS[character.toUpperCase()] ?? GLYPHS['?']
  return Array.from(rows, (digit) => Number.parseInt(digit, 32))
}
