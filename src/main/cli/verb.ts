import type { Command } from 'commander'
import type { Host } from './host.ts'

/** Adds the options of every verb to a command; the result gives the host once the command line is parsed. */
export type WithHost = (command: Command) => () => Host

/** One verb of the command line: declares its arguments, calls stages, prints. */
export interface Verb {
  register(program: Command, withHost: WithHost): void
}
