import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { QuantbenchError } from '../base/errors.ts'
import type { Refusal } from './refusal.ts'
import { INERT_POLICY } from './security-headers.ts'

const PLAIN = 'text/plain; charset=utf-8'

/** Ends a response with a short text; to HEAD without it, which Node sees to. */
function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'Content-Security-Policy': INERT_POLICY,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** Sends a refusal, and closes the connection: a body may follow, and nobody is going to read it. */
export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  for (const [name, value] of Object.entries(refusal.headers ?? {})) response.setHeader(name, value)
  response.setHeader('Connection', 'close')
  sendText(response, refusal.status, PLAIN, refusal.text)
}

/** Sends an error with its code, message and way out, as the contract has them. */
export function sendError(
  response: ServerResponse,
  status: 400 | 403 | 404 | 500,
  error: QuantbenchError,
): void {
  const { code, message, wayOut } = error
  sendText(response, status, 'application/json; charset=utf-8', JSON.stringify({ code, message, wayOut }))
}

/** Answers an upgrade that is refused: no response object exists for it. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${PLAIN}`,
    `Content-Length: ${Buffer.byteLength(refusal.text)}`,
    ...Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${refusal.text}`, () => socket.destroy())
}
