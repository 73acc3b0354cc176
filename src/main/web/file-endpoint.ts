import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { QuantbenchError } from '../base/errors.ts'
import { OCTET_STREAM, shownType } from './media-type.ts'
import { sendError } from './reply.ts'
import type { SafeFile, SafeRoots } from './safe-roots.ts'
import { INERT_POLICY } from './security-headers.ts'

/** `GET /files?path=<absolute path>` hands out a file below an opened folder. */
export const FILES_PATH = '/files'

/** RFC 6266 with RFC 8187 encoding: any name in ASCII, and no way to end the header in it. */
function attachment(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename*=UTF-8''${encoded}`
}

/**
 * The one parameter `path` of a query, decoded once. Throws USAGE for another parameter and for anything that is not
 * valid UTF-8 (an overlong `%c0%ae` among them).
 */
export function requestedPath(query: string): string {
  const [name, value, ...rest] = query.split('=')
  try {
    if (name === 'path' && value !== undefined && rest.length === 0 && !query.includes('&')) {
      return decodeURIComponent(value.replaceAll('+', ' '))
    }
  } catch {
    // Falls through to the one message.
  }
  throw new QuantbenchError(
    'USAGE',
    `Expected ${FILES_PATH}?path=<absolute path>, percent-encoded in UTF-8`,
    {
      wayOut: 'Encode the path with encodeURIComponent.',
    },
  )
}

/** An error of this endpoint and its HTTP status. */
function sendFileError(response: ServerResponse, error: unknown): void {
  if (!(error instanceof QuantbenchError)) throw error
  const status = error.code === 'USAGE' ? 400 : error.code === 'FILE_NOT_FOUND' ? 404 : 403
  sendError(response, status, error)
}

function writeFileHead(response: ServerResponse, file: SafeFile): void {
  const type = shownType(file.realPath)
  response.setHeader('Content-Security-Policy', INERT_POLICY)
  response.setHeader('Content-Type', type ?? OCTET_STREAM)
  response.setHeader('Content-Length', file.size)
  if (type === undefined) response.setHeader('Content-Disposition', attachment(basename(file.realPath)))
  response.writeHead(200)
}

/** Streams the announced number of bytes. A file that shrinks meanwhile breaks the connection instead of hanging it. */
async function streamFile(response: ServerResponse, file: SafeFile): Promise<void> {
  const stream = file.handle.createReadStream({ end: file.size - 1, autoClose: false })
  const isWhole = () => stream.bytesRead === file.size
  stream.once('end', () => {
    if (!isWhole()) response.destroy()
  })
  await pipeline(stream, response)
}

/**
 * Streams a file below the roots with its type; what is neither image nor JSON is an attachment. The answer is inert:
 * it cannot run anything even when opened as a page of its own. Throws nothing for a client that goes away.
 */
export async function serveFile(
  roots: SafeRoots,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let file: SafeFile
  try {
    file = await roots.openFile(requestedPath(query))
  } catch (error) {
    sendFileError(response, error)
    return
  }
  try {
    writeFileHead(response, file)
    if (request.method === 'HEAD' || file.size === 0) response.end()
    else await streamFile(response, file)
  } catch {
    // The headers are out: whether the client left or the disk failed, all that is left is to break off.
    response.destroy()
  } finally {
    await file.handle.close()
  }
}
