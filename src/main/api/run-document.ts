import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { fileError } from '../base/errors.ts'
import type { Store } from '../runs/store.ts'
import { runFile } from './run-files.ts'

/** A JSON artifact of a run through its schema; null where it has none, or one of another version. */
export function runDocument<Schema extends z.ZodType>(
  store: Store,
  run: string,
  role: string,
  schema: Schema,
): z.output<Schema> | null {
  const path = runFile(store, run, role)
  if (path === null) return null
  const parsed = schema.safeParse(JSON.parse(textOf(path)))
  return parsed.success ? parsed.data : null
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}
