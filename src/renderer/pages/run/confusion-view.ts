import type { Confusion } from '../../../shared/contract/run.ts'

export const CONFUSION_MODES = ['share', 'count', 'change'] as const
export type ConfusionMode = (typeof CONFUSION_MODES)[number]

/** One cell: what a box is, what it was taken for, and how often. The background has the last place. */
export interface ConfusionCell {
  truth: number
  found: number
  count: number
  /** Part of the boxes that are of this class; null for the background, of which there is no number. */
  share: number | null
  /** Count minus the reference's; null without one. */
  change: number | null
}

/** The store holds a row for each class that was found, with a column for each that was there. */
const countAt = ({ counts, labels }: Confusion, truth: number, found: number) =>
  counts[found * labels.length + truth] ?? 0

const truthTotal = (confusion: Confusion, truth: number) =>
  confusion.labels.reduce((sum, _, found) => sum + countAt(confusion, truth, found), 0)

const sameLabels = (one: Confusion, other: Confusion) => one.labels.join('\n') === other.labels.join('\n')

/** All cells with something in them, in the run or in its reference. */
export function confusionCells(confusion: Confusion, reference: Confusion | null): ConfusionCell[] {
  const other = reference !== null && sameLabels(confusion, reference) ? reference : null
  const background = confusion.labels.length - 1
  return confusion.labels.flatMap((_, truth) => {
    const total = truthTotal(confusion, truth)
    return confusion.labels.flatMap((__, found): ConfusionCell[] => {
      const count = countAt(confusion, truth, found)
      const before = other === null ? null : countAt(other, truth, found)
      if (count === 0 && (before ?? 0) === 0) return []
      const share = truth === background || total === 0 ? null : count / total
      return [{ truth, found, count, share, change: before === null ? null : count - before }]
    })
  })
}

/** Places of the background, which so stays in sight beside many classes, and of those that occur in any cell. */
export function occurringClasses(cells: readonly ConfusionCell[], classes: number): number[] {
  const occurring = new Set(cells.flatMap(({ truth, found }) => [truth, found]))
  occurring.delete(classes - 1)
  return [classes - 1, ...[...occurring].sort((a, b) => a - b)]
}

/** What is mistaken most: cells off the diagonal by count, or by how much they changed. */
export function worstConfusions(
  cells: readonly ConfusionCell[],
  mode: ConfusionMode,
  most: number,
): ConfusionCell[] {
  const weight = (cell: ConfusionCell) => (mode === 'change' ? Math.abs(cell.change ?? 0) : cell.count)
  return cells
    .filter((cell) => cell.truth !== cell.found && weight(cell) > 0)
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, most)
}
