/** Digits of figures in the tables behind charts; all of them are in the CSV of the comparison. */
const DIGITS = 5

/** A figure as a chart's table has it. */
export function tableFigure(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(DIGITS))
}
