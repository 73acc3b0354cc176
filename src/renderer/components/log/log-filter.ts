import type { LogLine } from '../../../shared/contract/job.ts'

/** From the most talkative on; choosing one shows it and all that are graver. */
export const LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LEVELS)[number]

export interface LoggedLine extends LogLine {
  /** What the line is about, in the words of the interface. */
  kind?: string
}

/** Lines of a level or graver in which all words occur; a line without a level was printed, which is worth `info`. */
export function filterLog<Line extends LogLine>(
  lines: readonly Line[],
  level: LogLevel,
  words: string,
): Line[] {
  const least = LEVELS.indexOf(level)
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return lines.filter((line) => {
    if (LEVELS.indexOf(line.level ?? 'info') < least) return false
    const text = line.text.toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}
