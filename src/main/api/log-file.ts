import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseLogLine, type LogLine } from '../jobs/log-line.ts'

/** Part of a log by lines: those from `from` on, at most `limit`, and how many there are in all. */
export interface LogPart {
  lines: LogLine[]
  /** Where to go on. */
  next: number
  total: number
}

/** Reads a part of a job's log; empty where there is none. */
export async function readLog(path: string, from: number, limit: number): Promise<LogPart> {
  const lines: LogLine[] = []
  let total = 0
  if (existsSync(path)) {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      if (total >= from && lines.length < limit) lines.push(parseLogLine(line))
      total++
    }
  }
  return { lines, next: from + lines.length, total }
}
