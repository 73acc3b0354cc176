import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { rendererType } from './media-type.ts'

export interface RendererFile {
  content: Buffer
  type: string
  cacheControl: string
}

/** All files of the built renderer by URL path (`/index.html`, `/assets/…`), read once. */
export type RendererFiles = ReadonlyMap<string, RendererFile>

/** Vite puts a hash of the content into the name: such a file never changes under its name. */
const HASHED = /^\/assets\/.*-[\w-]{8,}\.\w+$/

const INDEX = '/index.html'

async function readOne(folder: string, path: string): Promise<[string, RendererFile]> {
  const url = `/${relative(folder, path).split(sep).join('/')}`
  const cacheControl = HASHED.test(url) ? 'private, max-age=31536000, immutable' : 'no-cache'
  return [url, { content: await readFile(path), type: rendererType(path), cacheControl }]
}

/**
 * Reads the built renderer into memory. What is not in this table does not exist for clients, so there is no path to
 * climb out of; symbolic links are left out. Throws FILE_NOT_FOUND when the renderer has not been built.
 */
export async function readRendererFiles(folder: string): Promise<RendererFiles> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    const files = new Map(await Promise.all(paths.map((path) => readOne(folder, path))))
    if (files.has(INDEX)) return files
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw fileError(error, folder, 'read')
    }
  }
  throw new QuantbenchError(
    'FILE_NOT_FOUND',
    `Expected the built interface in ${folder}, found no index.html`,
    {
      wayOut: 'Build it with `npm run build`, or install the product again.',
    },
  )
}

/** A path without a dot, encoded or not, is a view of the interface; anything else would be a file. */
function isView(path: string): boolean {
  try {
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    return path.split('/').every((segment) => !/[./\\\u0000-\u001f]/.test(decodeURIComponent(segment)))
  } catch {
    return false
  }
}

/** The file for a URL path as it was sent, neither decoded nor normalised; views get the start page. */
export function findRendererFile(files: RendererFiles, path: string): RendererFile | undefined {
  return files.get(path) ?? (isView(path) ? files.get(INDEX) : undefined)
}
