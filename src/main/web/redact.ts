const HIDDEN = '[redacted]'

/** Whatever stands where a token stands, also a wrong one: it may be a slip of the right one, or another engine's. */
const TOKEN_PLACES = [/([?&]token=)[^&\s"'\\#<>]+/gi, /(quantbench-\d+=)[^;\s"'\\,]+/gi]

/** Deep enough for what is logged; a log line is no place for more. */
const DEPTH = 6

/** Pieces for pino's options, `pino({ ...loggerOptions })`, and for text that goes elsewhere. */
export interface Redactor {
  /** The text without any of the secrets, in plain, percent-encoded or base64 spelling. */
  text: (text: string) => string
  loggerOptions: {
    formatters: { log: (record: Record<string, unknown>) => Record<string, unknown> }
    serializers: { err: (error: unknown) => unknown }
    hooks: { streamWrite: (line: string) => string }
  }
}

/** Spellings of a secret in which it reaches a log: headers, URLs, and `Buffer.toString('base64')` of itself. */
function spellings(secret: string): string[] {
  const encoded = encodeURIComponent(secret)
  return [secret, encoded, encoded.toLowerCase(), Buffer.from(secret).toString('base64')]
}

function redactText(text: string, hidden: readonly string[]): string {
  const known = hidden.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
  return TOKEN_PLACES.reduce((rest, place) => rest.replace(place, `$1${HIDDEN}`), known)
}

function errorRecord(error: Error): Record<string, unknown> {
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: error.cause }
  return { type: error.name, message: error.message, stack: error.stack, ...code, ...cause }
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/**
 * What may be logged of a value. Of class instances only the name: requests and sockets hold the token, and so do the
 * bytes of the raw request (`rawPacket`) that Node hangs on its parse errors, where, as a list of numbers, no search
 * would find it.
 */
function loggable(value: unknown, text: (text: string) => string, depth = DEPTH): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth === 0) return '[…]'
  if (value instanceof Error) return loggable(errorRecord(value), text, depth)
  if (Array.isArray(value)) return value.map((item) => loggable(item, text, depth - 1))
  return isPlain(value) ? loggableRecord(value, text, depth) : `[${value.constructor.name}]`
}

function loggableRecord(record: Record<string, unknown>, text: (text: string) => string, depth = DEPTH) {
  const entries = Object.entries(record)
  return Object.fromEntries(entries.map(([key, item]) => [text(key), loggable(item, text, depth - 1)]))
}

/**
 * Keeps secrets out of logs. `log` cleans records for any logger; in pino the last word is a search through the
 * finished line, whatever put the secret there.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  // Longest first: a secret that is part of another must not leave the rest of it behind. An empty one is everywhere.
  const hidden = [...new Set(secrets.filter((secret) => secret !== '').flatMap(spellings))].sort(
    (a, b) => b.length - a.length,
  )
  const text = (line: string) => redactText(line, hidden)
  return {
    text,
    loggerOptions: {
      formatters: { log: (record) => loggableRecord(record, text) },
      // Pino's own serializer would put the message and stack together again from the cause.
      serializers: { err: (error) => loggable(error, text) },
      hooks: { streamWrite: text },
    },
  }
}
