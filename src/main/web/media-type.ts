import { extname } from 'node:path'

const TEXT = '; charset=utf-8'

/** Types of the files of the built renderer. */
const RENDERER_TYPES: Readonly<Record<string, string>> = {
  '.html': `text/html${TEXT}`,
  '.js': `text/javascript${TEXT}`,
  '.mjs': `text/javascript${TEXT}`,
  '.css': `text/css${TEXT}`,
  '.json': `application/json${TEXT}`,
  '.map': `application/json${TEXT}`,
  '.txt': `text/plain${TEXT}`,
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** Types of the user's files that a page shows. SVG is not among them: it is a document that can hold scripts. */
const SHOWN_TYPES: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.bmp': 'image/bmp',
  '.gif': 'image/gif',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.avif': 'image/avif',
  '.json': `application/json${TEXT}`,
}

export const OCTET_STREAM = 'application/octet-stream'

/** Media type of a file of the renderer by its extension; an unknown one is bytes. */
export function rendererType(path: string): string {
  return RENDERER_TYPES[extname(path).toLowerCase()] ?? OCTET_STREAM
}

/** Media type of a user's file that may be shown in place, or undefined for one that is only handed out. */
export function shownType(path: string): string | undefined {
  return SHOWN_TYPES[extname(path).toLowerCase()]
}
