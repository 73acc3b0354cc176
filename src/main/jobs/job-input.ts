import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { throwIfCancelled } from '../base/cancel.ts'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { sha256File } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import type { JobInput, JobSpecification } from './job-specification.ts'

function sizeOfFile(path: string): number {
  try {
    return statSync(path).size
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

/** Describes a file as the input of a job: its size and SHA-256 now. Throws FILE_NOT_FOUND or FILE_UNREADABLE. */
export async function describeInput(role: string, path: string): Promise<JobInput> {
  return { role, path, sha256: await sha256File(path), size: sizeOfFile(path) }
}

function changed({ role, path }: JobInput, what: string): QuantbenchError {
  return new QuantbenchError(
    'INPUT_CHANGED',
    `${path} (${role}) has changed since the job was queued: ${what}`,
    {
      wayOut: 'Put the file back, or queue the job anew with the file as it is now.',
    },
  )
}

/**
 * Makes sure that a job finds the files that it was queued with. Throws FILE_NOT_FOUND for one that is missing,
 * INPUT_CHANGED for one that is not what it was.
 */
export async function checkInputs(
  { inputs, cwd = '.' }: Pick<JobSpecification, 'inputs' | 'cwd'>,
  { signal, onProgress }: StageContext = {},
): Promise<void> {
  for (const [done, input] of inputs.entries()) {
    throwIfCancelled(signal)
    onProgress?.({ phase: 'check inputs', done, total: inputs.length, unit: 'files', label: input.role })
    const path = resolve(cwd, input.path)
    const size = sizeOfFile(path)
    if (size !== input.size) throw changed(input, `expected ${input.size} bytes, got ${size}`)
    const hash = await sha256File(path)
    if (hash !== input.sha256) throw changed(input, `expected SHA-256 ${input.sha256}, got ${hash}`)
  }
}
