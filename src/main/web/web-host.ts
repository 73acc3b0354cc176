import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { QuantbenchError } from '../base/errors.ts'
import { FILES_PATH, serveFile } from './file-endpoint.ts'
import { createGate, type Gate } from './gate.ts'
import { DEFAULT_LIMITS, type WebLimits } from './limits.ts'
import { HOST, listen } from './listen.ts'
import { createRedactor, type Redactor } from './redact.ts'
import { NOT_FOUND, NOT_SIGNED_IN, type Refusal } from './refusal.ts'
import { findRendererFile, readRendererFiles, type RendererFiles } from './renderer-files.ts'
import { refuseUpgrade, sendRefusal } from './reply.ts'
import type { SafeRoots } from './safe-roots.ts'
import { securityHeaders } from './security-headers.ts'
import { sessionCookie } from './session-cookie.ts'
import { createSocketServer, type Attach, type SocketServer } from './socket-server.ts'
import { createToken, TOKEN_PARAMETER } from './token.ts'

/** Where the WebSocket of the contract is. */
export const SOCKET_PATH = '/socket'

/** The part of a logger that the host uses. */
export interface WebLog {
  debug: (record: object, message: string) => void
  warn: (record: object, message: string) => void
}

export interface WebHostOptions {
  /** Folder of the built renderer. */
  renderer: string
  /** Folders whose files `/files` may hand out; empty at first. */
  roots: SafeRoots
  attach: Attach
  /** At least 256 bits of base64url; a new random one when left out. */
  token?: string
  /** A free one when left out. */
  port?: number
  limits?: Partial<WebLimits>
  log?: WebLog
}

export interface WebHost {
  /** The address that signs a browser in; whoever has it can use the workbench. */
  readonly url: string
  readonly port: number
  /** Keeps the token out of what others log. */
  readonly redactor: Redactor
  /** Stops listening, ends every connection and WebSocket, and resolves when nothing is left. */
  close: () => Promise<void>
}

/** What the handlers of one host share. */
interface Context {
  gate: Gate
  files: RendererFiles
  roots: SafeRoots
  sockets: SocketServer
  token: string
  port: number
  note: (level: 'debug' | 'warn', message: string, record?: Record<string, unknown>) => void
}

const SILENT: WebLog = { debug: () => undefined, warn: () => undefined }

function checkedToken(token: string): string {
  if (/^[\w-]{43,}$/.test(token)) return token
  throw new QuantbenchError(
    'USAGE',
    'Expected a token of at least 43 characters of base64url, got something else',
    {
      wayOut: 'Leave it out to get a random one.',
    },
  )
}

/** Path and query of a request's URL as they came: decoding or normalising here would be where traversal starts. */
function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?')
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) }
}

/** The token in a query, if it has one. */
function tokenOf(query: string): string | undefined {
  return new URLSearchParams(query).get(TOKEN_PARAMETER) ?? undefined
}

/** Exchanges the token in the address for a cookie, so that it stands neither in the address bar nor in the history. */
function signIn({ port, token }: Context, response: ServerResponse): void {
  response.writeHead(302, { Location: '/', 'Set-Cookie': sessionCookie(port, token), 'Content-Length': 0 })
  response.end()
}

function serveRenderer({ files }: Context, path: string, response: ServerResponse): void {
  const file = findRendererFile(files, path)
  if (file === undefined) {
    sendRefusal(response, NOT_FOUND)
    return
  }
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.content.length,
    'Cache-Control': file.cacheControl,
  })
  response.end(file.content)
}

/** One request from the gate to its answer. */
async function handle(context: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { gate, note } = context
  const refuse = (refusal: Refusal) => {
    note('debug', 'Refused a request', { status: refusal.status, method: request.method })
    sendRefusal(response, refusal)
  }
  const refusal = gate.form(request)
  if (refusal !== undefined) return refuse(refusal)
  const { path, query } = splitUrl(request.url ?? '')
  const token = path === '/' ? tokenOf(query) : undefined
  if (token !== undefined) return gate.opens(token) ? signIn(context, response) : refuse(NOT_SIGNED_IN)
  if (!gate.signedIn(request)) return refuse(NOT_SIGNED_IN)
  if (path === FILES_PATH) return serveFile(context.roots, query, request, response)
  serveRenderer(context, path, response)
}

function addHandlers(server: Server, context: Context): void {
  const { gate, note, port, sockets } = context
  const headers = new Headers(securityHeaders(port))
  server.on('request', (request, response) => {
    response.setHeaders(headers)
    handle(context, request, response).catch((error: unknown) => {
      note('warn', 'A request failed', { error })
      response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const refusal =
      gate.upgrade(request) ?? (splitUrl(request.url ?? '').path === SOCKET_PATH ? undefined : NOT_FOUND)
    if (refusal === undefined) {
      sockets.upgrade(request, socket, head)
      return
    }
    note('debug', 'Refused a WebSocket', { status: refusal.status })
    refuseUpgrade(socket, refusal)
  })
}

function createHttpServer(limits: WebLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    // No request has a body here: it ends with its headers. Node's headersTimeout follows this one down.
    requestTimeout: limits.headersMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    noDelay: true,
  })
  server.maxConnections = limits.connections
  server.maxHeadersCount = 100
  server.timeout = limits.idleMs
  return server
}

/**
 * Serves the built interface, the user's opened folders and the contract's WebSocket on 127.0.0.1, to whoever has the
 * token. Throws FILE_NOT_FOUND when the interface is not built and USAGE when the port is taken.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const token = checkedToken(options.token ?? createToken())
  const redactor = createRedactor([token])
  const log = options.log ?? SILENT
  const note: Context['note'] = (level, message, record = {}) =>
    log[level](redactor.loggerOptions.formatters.log(record), redactor.text(message))

  const files = await readRendererFiles(options.renderer)
  const server = createHttpServer(limits)
  const port = await listen(server, options.port ?? 0)
  const gate = createGate({ port, token, urlLength: limits.urlLength })
  const onTrouble = (what: string, error: unknown) => note('debug', what, { error })
  const sockets = createSocketServer({ limits, attach: options.attach, onTrouble })
  addHandlers(server, { gate, files, roots: options.roots, sockets, token, port, note })

  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    sockets.close()
    server.closeAllConnections()
    await closed
  }
  return { url: `http://${HOST}:${port}/?${TOKEN_PARAMETER}=${token}`, port, redactor, close }
}
