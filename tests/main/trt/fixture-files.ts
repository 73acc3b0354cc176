import { globSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { reference } from '../../support/shared.ts'

export const TENSORRT = 'fixtures/tensorrt'

/** Text of a recorded file, unpacked where it is packed; `path` from the folder of TensorRT's recordings on. */
export function recorded(path: string): string {
  const bytes = readFileSync(reference(`${TENSORRT}/${path}`))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** Recorded files whose path fits a pattern, sorted. */
export function recordings(pattern: string): string[] {
  return globSync(pattern, { cwd: reference(TENSORRT) }).sort()
}
