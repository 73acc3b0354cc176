import { EVENT_LEVELS, type EventLevel } from '../runs/run-kind.ts'

/** A line of a job's log file; time and level are missing where a library or a child process wrote it. */
export interface LogLine {
  /** Milliseconds since 1970. */
  time: number | null
  level: EventLevel | null
  text: string
}

const OURS = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\w+) /

export function formatLogLine(time: number, level: EventLevel, text: string): string {
  return `${new Date(time).toISOString()} ${level} ${text}`
}

export function parseLogLine(line: string): LogLine {
  const [start, time, word] = OURS.exec(line) ?? []
  const level = EVENT_LEVELS.find((known) => known === word)
  if (start === undefined || level === undefined) return { time: null, level: null, text: line }
  return { time: Date.parse(time), level, text: line.slice(start.length) }
}
