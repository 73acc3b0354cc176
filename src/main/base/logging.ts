import { pino, destination, type Logger, type LoggerOptions } from 'pino'

export type { Logger }

/** A logger to stderr; stdout belongs to results. Level from QUANTBENCH_LOG (default `warn`). */
export function createLogger(name: string, options: LoggerOptions = {}): Logger {
  const level = process.env['QUANTBENCH_LOG'] ?? 'warn'
  return pino({ ...options, name, level }, destination({ fd: 2, sync: true }))
}
