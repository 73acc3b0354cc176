/**
 * The one table of error codes. `exit` is the process exit status of a command that ends with it:
 * 2 for a request that was wrong in itself, 1 for everything that went wrong on the way.
 */
export const ERROR_CODES = {
  USAGE: { exit: 2, title: 'wrong usage' },
  FILE_NOT_FOUND: { exit: 1, title: 'file not found' },
  FILE_UNREADABLE: { exit: 1, title: 'file cannot be read' },
  FILE_UNWRITABLE: { exit: 1, title: 'file cannot be written' },
  DISK_FULL: { exit: 1, title: 'disk full' },
  MODEL_NOT_ONNX: { exit: 1, title: 'not an ONNX model' },
  MODEL_TRUNCATED: { exit: 1, title: 'model is cut off' },
  MODEL_EXTERNAL_DATA: { exit: 1, title: 'external data of the model' },
  MODEL_INVALID: { exit: 1, title: 'invalid model' },
  MODEL_OPERATOR: { exit: 1, title: 'unsupported operator' },
  MODEL_OPSET: { exit: 1, title: 'unsupported opset' },
  MODEL_INPUT: { exit: 1, title: 'model input is not an image' },
  MODEL_FAMILY: { exit: 1, title: 'unknown detector family' },
  MODEL_REJECTED: { exit: 1, title: 'model refused by ONNX Runtime' },
  GRAPH_EDIT: { exit: 1, title: 'invalid graph edit' },
  DATASET_INVALID: { exit: 1, title: 'invalid dataset' },
  DATASET_EMPTY: { exit: 1, title: 'empty dataset' },
  IMAGE_UNREADABLE: { exit: 1, title: 'image cannot be decoded' },
  JSON_INVALID: { exit: 1, title: 'invalid JSON' },
  DEVICE_MISSING: { exit: 1, title: 'device not available' },
  TRTEXEC_MISSING: { exit: 1, title: 'trtexec not found' },
  ENGINE_BUILD: { exit: 1, title: 'engine build failed' },
  ENGINE_MEASURE: { exit: 1, title: 'engine measurement failed' },
  ENGINE_RUNNING: { exit: 1, title: 'another engine owns the store' },
  TOO_MANY_CALLS: { exit: 1, title: 'too many calls at once' },
  PORT_TAKEN: { exit: 1, title: 'port taken' },
  PATH_REFUSED: { exit: 1, title: 'path outside what is open' },
  INFERENCE_FAILED: { exit: 1, title: 'inference failed' },
  CALIBRATION: { exit: 1, title: 'calibration failed' },
  TRAINING: { exit: 1, title: 'training failed' },
  TRAINING_DIVERGED: { exit: 1, title: 'training diverged' },
  CHECKPOINT_INVALID: { exit: 1, title: 'invalid checkpoint' },
  RECIPE_INVALID: { exit: 2, title: 'invalid recipe' },
  TABLE_INVALID: { exit: 1, title: 'invalid calibration table' },
  STORE_UNAVAILABLE: { exit: 1, title: 'run store cannot be opened' },
  STORE_NEWER: { exit: 1, title: 'run store is newer than this program' },
  STORE_LOCKED: { exit: 1, title: 'run store is locked' },
  STORE_FINDINGS: { exit: 1, title: 'run store is not as it should be' },
  STORE_CORRUPT: { exit: 1, title: 'run store is damaged' },
  RUN_NOT_FOUND: { exit: 1, title: 'run not found' },
  JOB_NOT_FOUND: { exit: 1, title: 'job not found' },
  JOB_STATE: { exit: 1, title: 'not possible in the state of the job' },
  INPUT_CHANGED: { exit: 1, title: 'input of the job has changed' },
  BUNDLE_INVALID: { exit: 1, title: 'invalid run bundle' },
  CANCELLED: { exit: 1, title: 'cancelled' },
  ANALYSIS_FAILED: { exit: 1, title: 'analysis failed' },
  PROCESS_FAILED: { exit: 1, title: 'child process failed' },
  INTERNAL: { exit: 1, title: 'internal error' },
} as const satisfies Record<string, { exit: 1 | 2; title: string }>

export type ErrorCode = keyof typeof ERROR_CODES

export interface ErrorDetails {
  /** What the user can do about it; one sentence. */
  wayOut?: string
  cause?: unknown
}

/** An error that a user is meant to read: a code from the table, what was expected and what came, and the way out. */
export class QuantbenchError extends Error {
  readonly code: ErrorCode
  readonly wayOut: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.name = 'QuantbenchError'
    this.code = code
    this.wayOut = details.wayOut
  }

  get exitStatus(): 1 | 2 {
    return ERROR_CODES[this.code].exit
  }

  /** The one line that hosts print: `CODE: message. Way out.` */
  toLine(): string {
    const message = /[.!?]$/.test(this.message) ? this.message : `${this.message}.`
    const text = this.wayOut === undefined ? message : `${message} ${this.wayOut}`
    return `${this.code}: ${text.replaceAll(/\s*\n\s*/g, ' ')}`
  }
}

/** Message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** What of an error goes from one thread or process to another. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  readonly wayOut: string | undefined
}

/** Anything thrown as a failure; `code` is for what comes without one. */
export function failureOf(thrown: unknown, code: ErrorCode): Failure {
  const known = thrown instanceof QuantbenchError ? thrown : undefined
  return { code: known?.code ?? code, message: messageOf(thrown), wayOut: known?.wayOut }
}

/** The system code (`ENOENT`, `ENOSPC`, …) of a Node error, or undefined. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code
  return undefined
}

const PERMISSION_CODES = new Set(['EACCES', 'EPERM', 'EROFS'])

/** Turns a failed file operation into a readable error; errors that are ours already pass through unchanged. */
export function fileError(thrown: unknown, path: string, doing: 'read' | 'write'): QuantbenchError {
  if (thrown instanceof QuantbenchError) return thrown
  const system = systemCodeOf(thrown)
  if (system === 'ENOSPC' || system === 'EDQUOT') {
    return new QuantbenchError('DISK_FULL', `No space left while writing ${path}`, {
      wayOut: 'Free some space or choose another folder; nothing half-written was kept.',
      cause: thrown,
    })
  }
  if (system === 'ENOENT' && doing === 'read') {
    return new QuantbenchError('FILE_NOT_FOUND', `${path} does not exist`, {
      wayOut: 'Check the path.',
      cause: thrown,
    })
  }
  if (doing === 'read') {
    const why =
      system === 'EISDIR' ? 'is a folder, a file was expected' : `cannot be read (${messageOf(thrown)})`
    return new QuantbenchError('FILE_UNREADABLE', `${path} ${why}`, {
      wayOut: 'Check the path and its permissions.',
      cause: thrown,
    })
  }
  const why =
    system !== undefined && PERMISSION_CODES.has(system)
      ? 'is not writable'
      : `cannot be written (${messageOf(thrown)})`
  return new QuantbenchError('FILE_UNWRITABLE', `${path} ${why}`, {
    wayOut: 'Choose a folder that exists and that you may write to.',
    cause: thrown,
  })
}
