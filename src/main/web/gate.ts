import type { IncomingMessage } from 'node:http'
import { cookieName, cookieValues } from './session-cookie.ts'
import { tokenCheck } from './token.ts'
import {
  BAD_REQUEST,
  BODY_REFUSED,
  NOT_SIGNED_IN,
  URL_TOO_LONG,
  WRONG_HOST,
  WRONG_METHOD,
  WRONG_ORIGIN,
  type Refusal,
} from './refusal.ts'

/** Decides who gets in. Every request passes `form`, every WebSocket `upgrade`, before anything else looks at it. */
export interface Gate {
  /** Checks everything but the token. */
  form: (request: IncomingMessage) => Refusal | undefined
  /** True when the request carries the token's cookie. */
  signedIn: (request: IncomingMessage) => boolean
  /** True for the token itself. */
  opens: (token: string) => boolean
  /** All checks of a WebSocket upgrade, the token's included. */
  upgrade: (request: IncomingMessage) => Refusal | undefined
}

/** The names under which a page may address the engine. Browsers leave the port out when it is HTTP's own. */
function ownHosts(port: number): Set<string> {
  const names = ['127.0.0.1', 'localhost']
  return new Set(names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}

const METHODS = new Set(['GET', 'HEAD'])
/** `none` is the user's own doing: the address bar, a bookmark, another program. */
const OWN_SITES = new Set(['same-origin', 'none'])

/** A page of another site may point the user here (a link), but may not embed, fetch or script anything. */
function comesFromAnotherPage(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site']
  if (site === undefined || (typeof site === 'string' && OWN_SITES.has(site))) return false
  return request.headers['sec-fetch-mode'] !== 'navigate' || request.headers['sec-fetch-dest'] !== 'document'
}

function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length']
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && !/^0+$/.test(length))
}

/**
 * The gate of an engine on `port` with `token`.
 * Host: a page of a foreign name that resolves to 127.0.0.1 (DNS rebinding) arrives with that foreign name.
 * Origin: browsers send it with every WebSocket upgrade and every cross-origin request, and pages cannot forge it.
 */
export function createGate({
  port,
  token,
  urlLength,
}: {
  port: number
  token: string
  urlLength: number
}): Gate {
  const hosts = ownHosts(port)
  const opens = tokenCheck(token)
  const cookie = cookieName(port)

  const ownHost = (request: IncomingMessage) => {
    const given = request.headersDistinct['host'] ?? []
    return given.length === 1 && hosts.has(given[0].toLowerCase())
  }
  const ownOrigin = (request: IncomingMessage) => {
    const given = request.headersDistinct['origin'] ?? []
    return given.length === 1 && given[0] === `http://${request.headers.host?.toLowerCase()}`
  }
  const form = (request: IncomingMessage) => {
    if (!ownHost(request)) return WRONG_HOST
    if (request.headers.origin !== undefined && !ownOrigin(request)) return WRONG_ORIGIN
    if (comesFromAnotherPage(request)) return WRONG_ORIGIN
    if (request.method === undefined || !METHODS.has(request.method)) return WRONG_METHOD
    if (hasBody(request)) return BODY_REFUSED
    if (request.url === undefined || !request.url.startsWith('/')) return BAD_REQUEST
    if (request.url.length > urlLength) return URL_TOO_LONG
    return undefined
  }
  const signedIn = (request: IncomingMessage) => cookieValues(request.headers.cookie, cookie).some(opens)
  const upgrade = (request: IncomingMessage) => {
    const refusal = form(request)
    if (refusal !== undefined) return refusal
    if (request.method !== 'GET') return WRONG_METHOD
    if (!ownOrigin(request)) return WRONG_ORIGIN
    return signedIn(request) ? undefined : NOT_SIGNED_IN
  }
  return { form, signedIn, opens, upgrade }
}
