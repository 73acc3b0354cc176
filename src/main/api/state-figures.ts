import type { Measured } from '../stages/sensitivity/measured.ts'
import type { StateFigures } from '../../shared/contract/sensitivity.ts'
import { finite } from './finite.ts'

/** What was measured of a state as the contract has it: −1 is no figure, and equal outputs have no SQNR. */
export function stateFigures({ AP, AP50, agreement, overlap, sqnr, images }: Measured): StateFigures {
  const score = (value: number) => (value < 0 ? null : finite(value))
  return { AP: score(AP), AP50: score(AP50), agreement, overlap: score(overlap), sqnr: finite(sqnr), images }
}
