import type { StageContext } from '../base/progress.ts'
import type { DeviceName } from '../session/devices.ts'

/** Options that every verb takes. */
export interface GlobalOptions {
  json: boolean
  verbose: boolean
  home: string | undefined
  device: DeviceName
  /** 0: as many as ONNX Runtime wants. */
  threads: number
  seed: number
}

/** What a verb gets from the command line around it: options, how to show work, where results go. */
export interface Host {
  readonly options: GlobalOptions
  /** Arguments after the program's name, as given: what replays the command. */
  readonly argv: readonly string[]
  /** Aborted on Ctrl-C. */
  readonly signal: AbortSignal
  /** Does one titled piece of work and shows its progress on stderr. */
  task<T>(title: string, work: (context: StageContext) => Promise<T>): Promise<T>
  /** A remark for the user, on stderr. */
  note(text: string, level?: 'info' | 'warn' | 'error'): void
  /** The result: one JSON document with `--json`, else the text. On stdout, once. */
  result(document: unknown, text: () => string): void
  /** Does another command line from a folder, in place of this one: its result and its errors are this one's. */
  rerun(argv: readonly string[], folder: string): Promise<void>
}
