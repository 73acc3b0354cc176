import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { fileError } from '../../base/errors.ts'
import type { Listing } from '../../../shared/contract/system.ts'
import { folderOf } from '../folder-of.ts'
import { os } from '../implement.ts'

/** More names than these nobody looks through. */
const MOST_ENTRIES = 5000

type Entry = Listing['entries'][number]

/** null for what is neither folder nor file, gone meanwhile, a dangling link, or not for this user. */
async function describe(folder: string, name: string): Promise<Entry | null> {
  const path = join(folder, name)
  const found = await stat(path).catch(() => null)
  if (found === null || !(found.isDirectory() || found.isFile())) return null
  const isFolder = found.isDirectory()
  return {
    name,
    path,
    kind: isFolder ? 'folder' : 'file',
    size: isFolder ? null : found.size,
    modifiedAt: found.mtimeMs,
  }
}

function byKindAndName(one: Entry, other: Entry): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1
  return one.name.localeCompare(other.name, undefined, { numeric: true })
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw fileError(error, folder, 'read')
  }
}

/** Names in a folder: hidden ones and what is neither folder nor file are left out. */
async function browse(folder: string, extensions: readonly string[] | undefined): Promise<Listing> {
  const names = (await namesIn(folder)).filter((name) => !name.startsWith('.'))
  const found = await Promise.all(names.slice(0, MOST_ENTRIES).map((name) => describe(folder, name)))
  const wanted = (entry: Entry) =>
    entry.kind === 'folder' ||
    extensions === undefined ||
    extensions.includes(extname(entry.name).slice(1).toLowerCase())
  const entries = found.filter((entry) => entry !== null).filter(wanted)
  const parent = dirname(folder)
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    entries: entries.sort(byKindAndName),
    truncated: names.length > MOST_ENTRIES,
  }
}

export const files = {
  browse: os.files.browse.handler(async ({ input: { path = homedir(), extensions } }) =>
    browse(await folderOf(path), extensions),
  ),
  roots: os.files.roots.handler(({ context }) => context.roots.list()),
  openRoot: os.files.openRoot.handler(async ({ input, context: { roots } }) => {
    await roots.open(await folderOf(input.path))
    return roots.list()
  }),
  closeRoot: os.files.closeRoot.handler(({ input, context: { roots } }) => {
    roots.close(input.path)
    return roots.list()
  }),
  beginUpload: os.files.beginUpload.handler(async ({ input, context: { uploads } }) => ({
    upload: await uploads.begin(input.files),
  })),
  appendUpload: os.files.appendUpload.handler(({ input, context: { uploads } }) =>
    uploads.append(input.upload, input.file, input.offset, Buffer.from(input.data, 'base64')),
  ),
  finishUpload: os.files.finishUpload.handler(async ({ input, context: { uploads } }) => ({
    paths: await uploads.finish(input.upload),
  })),
  dropUpload: os.files.dropUpload.handler(({ input, context: { uploads } }) => uploads.drop(input.upload)),
}
