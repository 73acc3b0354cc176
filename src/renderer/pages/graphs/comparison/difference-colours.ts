import { PALETTES, type ThemeName } from '../../../theme/tokens.ts'
import type { DrawnNode } from '../collapse.ts'
import { precisionColour, type NodeColour } from '../node-colours.ts'
import type { DifferenceKind } from './graph-differences.ts'

/** How a kind of difference is drawn; a changed precision has the colour of the precision itself. */
export function differenceColour(
  kind: DifferenceKind | null,
  { precision }: Pick<DrawnNode, 'precision'>,
  theme: ThemeName,
  trained: boolean,
): NodeColour {
  const { accent, good, bad, lineStrong } = PALETTES[theme]
  switch (kind) {
    case null:
      return { colour: lineStrong, tint: 0.03, dashed: false }
    case 'onlyLeft':
      return { colour: bad, tint: 0.14, dashed: true }
    case 'onlyRight':
      return { colour: good, tint: 0.14, dashed: true }
    case 'precision':
      return { colour: precisionColour(theme, precision, trained), tint: 0.32, dashed: false }
    default:
      return { colour: accent, tint: 0.2, dashed: false }
  }
}
