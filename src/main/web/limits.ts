/** What a client may take of the engine's memory, sockets and time. Sizes in bytes, times in milliseconds. */
export interface WebLimits {
  /** Request line and all headers together; more is answered with 431. */
  headerBytes: number
  /** Path and query; more is answered with 414. */
  urlLength: number
  /** TCP connections at once, WebSockets included; more are closed without an answer. */
  connections: number
  /** WebSockets at once; more are answered with 503. */
  sockets: number
  /** From the opening of a connection, or from the first byte of a request, to the end of its headers. */
  headersMs: number
  /** An answered connection waits this long for the next request. */
  keepAliveMs: number
  /** An HTTP connection on which nothing moves, such as a download that is not read, is closed. */
  idleMs: number
  /** How often the times above are checked. */
  checkMs: number
  /** One WebSocket message, fragments together; more closes the socket with 1009. */
  messageBytes: number
  /** What may wait to be read by one WebSocket client; more drops it. */
  outgoingBytes: number
  /** A WebSocket client that shows no sign of life between two beats is dropped. */
  heartbeatMs: number
  /** A closing handshake that the client does not finish ends by itself. */
  closeMs: number
}

/** Generous for one user with several windows, small for an attacker. */
export const DEFAULT_LIMITS: Readonly<WebLimits> = {
  headerBytes: 16 * 1024,
  urlLength: 8 * 1024,
  connections: 256,
  sockets: 128,
  headersMs: 10_000,
  keepAliveMs: 5_000,
  idleMs: 60_000,
  checkMs: 1_000,
  messageBytes: 4 * 1024 * 1024,
  outgoingBytes: 16 * 1024 * 1024,
  heartbeatMs: 15_000,
  closeMs: 2_000,
}
