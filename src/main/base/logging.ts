import { pino, destination, type Logger } from 'pino'

export type { Logger }

/** A logger to stderr; stdout belongs to results. Level from QUANTBENCH_LOG (default `warn`). */
export function createLogger(name: string): Logger {
  return pino({ name, level: process.env['QUANTBENCH_LOG'] ?? 'warn' }, destination({ fd: 2, sync: true }))
}
