import type { ErrorCode } from '../../base/errors.ts'

/** Something about a model that keeps it from being used, or that its user should know. */
export interface Finding {
  code: ErrorCode
  severity: 'error' | 'warning'
  /** What was expected and what came, with the name of the node or value. */
  message: string
  wayOut: string
}

const EXPORT_AGAIN = 'Export the model again.'

export function fault(code: ErrorCode, message: string, wayOut = EXPORT_AGAIN): Finding {
  return { code, severity: 'error', message, wayOut }
}

export function remark(code: ErrorCode, message: string, wayOut: string): Finding {
  return { code, severity: 'warning', message, wayOut }
}
