/** Severity of a line: verbose, info, warning, error, internal error. */
export type Severity = 'V' | 'I' | 'W' | 'E' | 'F'

/** One line of a trtexec log. */
export interface LogLine {
  /** `07/07/2026-02:10:45`, in the machine's own time zone. */
  readonly time?: string
  readonly severity?: Severity
  /** Whether TensorRT itself wrote it, not trtexec. */
  readonly fromLibrary: boolean
  readonly text: string
}

// trtexec writes `[time] [I] [TRT] text`, the Python bindings `[time] [TRT] [I] text`.
const LINE = /^(?:\[(\d\d\/\d\d\/\d{4}-\d\d:\d\d:\d\d)\] )?(\[TRT\] )?\[([VIWEF])\] ?(\[TRT\] ?)?(.*)$/

/** Splits a line into its parts; a line without a prefix is text only. */
export function parseLogLine(line: string): LogLine {
  const match = LINE.exec(line)
  if (match === null) return { fromLibrary: false, text: line }
  const [, time, before, severity, behind, text] = match
  return {
    time,
    severity: severityOf(severity),
    fromLibrary: before !== undefined || behind !== undefined,
    text,
  }
}

/** The line without time, severity and source. */
export function logTextOf(line: string): string {
  return parseLogLine(line).text
}

/** How grave a line is to people: TensorRT's internal errors are errors. */
export function levelOfLine(line: string): 'info' | 'warn' | 'error' {
  const { severity } = parseLogLine(line)
  if (severity === 'E' || severity === 'F') return 'error'
  return severity === 'W' ? 'warn' : 'info'
}

function severityOf(letter: string): Severity | undefined {
  return letter === 'V' || letter === 'I' || letter === 'W' || letter === 'E' || letter === 'F'
    ? letter
    : undefined
}
