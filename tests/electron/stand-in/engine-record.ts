import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

const record = z.looseObject({ type: z.string() })
export type EngineRecord = z.infer<typeof record>

/** What the fake engines of one program wrote down, in order: their starts and all that the shell said. */
export function readEngineLog(file: string): EngineRecord[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => record.parse(JSON.parse(line)))
}
