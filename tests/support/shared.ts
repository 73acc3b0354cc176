import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, it } from 'vitest'

/** Folder of models, images and reference values that lie beside the checkout; some tests need it. */
export const referenceFolder = resolve(
  process.env['QUANTBENCH_REFERENCE'] ?? resolve(import.meta.dirname, '../../../shared'),
)

/** Absolute path of something in the reference folder. */
export function reference(path: string): string {
  return resolve(referenceFolder, path)
}

export const hasReference = existsSync(referenceFolder)

/**
 * A suite that needs reference data. Where that data is absent its body is not even read, since it may look at the
 * data; one skipped test stands for it and says why.
 */
export function describeWithReference(needs: string, name: string, body: () => void): void {
  if (existsSync(reference(needs))) describe(name, body)
  else describe(name, () => it.skip(`needs reference data, ${needs}, which is not here`))
}

/** Float32 values of a headerless little-endian file. */
export function readFloat32(path: string): Float32Array {
  const bytes = readFileSync(path)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
