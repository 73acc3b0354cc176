import type { LayerTime, Profile } from './profile-json.ts'
import { logTextOf } from './log-line.ts'

const TITLE = /^=== Profile \((\d+) iterations \) ===/
const NUMBERS_FIRST = /^\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s{1,3}(\S.*)$/
const NAME_FIRST = /^\s*(\S.*?)\s{2,}([\d.]+)\s+([\d.]+)\s+(?:([\d.]+)\s+)?([\d.]+)\s*$/

/**
 * The table that `--dumpProfile` prints: names behind the numbers from TensorRT 8.5 on, before them earlier. The row
 * `Total` is left out. Times are as rounded as the table. Undefined where the text holds no such table.
 */
export function parseProfileText(text: string): Profile | undefined {
  const lines = text.split(/\r?\n/).map(logTextOf)
  const start = lines.findIndex((line) => TITLE.test(line))
  if (start < 0) return undefined
  const nameFirst = /^\s*Layer\s/.test(lines[start + 1] ?? '')
  const layers: LayerTime[] = []
  for (const line of lines.slice(start + 2)) {
    const row = nameFirst ? nameFirstRow(line) : numbersFirstRow(line)
    if (row === undefined || row.name === 'Total') break
    layers.push(row)
  }
  return { iterations: Number(TITLE.exec(lines[start])?.[1]), layers }
}

function numbersFirstRow(line: string): LayerTime | undefined {
  const match = NUMBERS_FIRST.exec(line)
  if (match === null) return undefined
  const [totalMs, averageMs, medianMs, percentage] = match.slice(1, 5).map(Number)
  return { name: match[5], totalMs, averageMs, medianMs, percentage }
}

function nameFirstRow(line: string): LayerTime | undefined {
  const match = NAME_FIRST.exec(line)
  if (match === null) return undefined
  const [, name, total, average, median, percentage] = match
  return {
    name,
    totalMs: Number(total),
    averageMs: Number(average),
    medianMs: median === undefined ? undefined : Number(median),
    percentage: Number(percentage),
  }
}
