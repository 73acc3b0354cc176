import { constants } from 'node:fs'
import { open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises'

/** `O_NONBLOCK`: opening a named pipe must not wait for a writer. Windows has neither flag. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * Where an open file really is. On Linux the kernel says so for the descriptor itself. Elsewhere the path is resolved
 * once more and must still lead to the same file; undefined when it does not.
 */
async function placeOf(handle: FileHandle, path: string): Promise<string | undefined> {
  if (process.platform === 'linux') return readlink(`/proc/self/fd/${handle.fd}`)
  const real = await realpath(path)
  const [opened, named] = await Promise.all([handle.stat({ bigint: true }), stat(real, { bigint: true })])
  return opened.dev === named.dev && opened.ino === named.ino ? real : undefined
}

/**
 * Opens a file that was found to be inside the roots, and asks again when it is open: between the check and the
 * opening, a folder on the way may have been swapped for a link. Returns undefined for what turned out to be outside,
 * or no regular file. Throws the system's error when it cannot be opened.
 */
export async function openInside(
  path: string,
  isInside: (realPath: string) => boolean,
): Promise<FileHandle | undefined> {
  const handle = await open(path, FLAGS)
  try {
    const place = await placeOf(handle, path)
    if (place !== undefined && isInside(place) && (await handle.stat()).isFile()) return handle
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return undefined
}
