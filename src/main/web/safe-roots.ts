import { lstat, realpath, stat, type FileHandle } from 'node:fs/promises'
import { dirname, parse, resolve, sep } from 'node:path'
import { fileError, QuantbenchError, systemCodeOf } from '../base/errors.ts'
import { openInside } from './safe-open.ts'
import { spellingFault } from './path-spelling.ts'

/** A file below an opened root, open for reading. Whoever gets it closes the handle. */
export interface SafeFile {
  handle: FileHandle
  realPath: string
  size: number
}

/** A folder that the user opened: as they wrote it, and where it really is. */
interface Root {
  readonly written: string
  readonly real: string
}

/** Folders of the kernel's own, in which names are not files: `/proc/self/root` leads everywhere. */
const NEVER = ['/proc', '/sys', '/dev']

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function refuse(path: string, why: string): QuantbenchError {
  return new QuantbenchError('PATH_REFUSED', `Expected a path below an opened folder, got ${why}: ${path}`, {
    wayOut: 'Open the folder that holds the file in the workbench first.',
  })
}

function refuseRoot(folder: string, why: string): QuantbenchError {
  return new QuantbenchError('FILE_UNREADABLE', `Expected a folder to open, got ${why}: ${folder}`, {
    wayOut: 'Open the folder that holds the models or the data.',
  })
}

/**
 * The only way from a client's path to a file: it must lie, by its real path, below a folder that the user opened.
 * Paths outside are refused before the disk is looked at, so that nobody learns what is there.
 * Hard links cannot be told from files and are not followed up: who can make one inside a root can read its target.
 */
export class SafeRoots {
  readonly #roots = new Map<string, Root>()

  /**
   * Makes what is below a folder reachable, and returns its real path. Throws FILE_NOT_FOUND, or FILE_UNREADABLE for
   * what is no folder, a whole disk, or one of the kernel's folders.
   */
  async open(folder: string): Promise<string> {
    // Unlike `resolve`, this is the user's own word, typed or chosen in a dialog: `..` and a trailing slash are theirs.
    const written = resolve(folder)
    const fault = spellingFault(written)
    if (fault !== undefined && parse(written).root !== written) throw refuseRoot(folder, fault)
    try {
      const real = await realpath(written)
      if (!(await stat(real)).isDirectory()) throw refuseRoot(folder, 'a file')
      if (parse(real).root === real) throw refuseRoot(folder, 'a whole disk')
      if (NEVER.some((never) => isBelow(real, never))) throw refuseRoot(folder, 'a folder of the system')
      this.#roots.set(written, { written, real })
      return real
    } catch (error) {
      throw fileError(error, folder, 'read')
    }
  }

  /** Takes a folder back; files already open stay open. */
  close(folder: string): void {
    this.#roots.delete(resolve(folder))
  }

  /** Real paths of the opened folders. */
  list(): string[] {
    return [...new Set([...this.#roots.values()].map((root) => root.real))]
  }

  /**
   * Real path of something below a root. Throws PATH_REFUSED for everything outside, however it is spelled and
   * whether it exists or not, and FILE_NOT_FOUND for what is missing inside.
   */
  async resolve(path: string): Promise<string> {
    const fault = spellingFault(path)
    if (fault !== undefined) throw refuse(path, fault)
    if (!this.#isWrittenInside(resolve(path))) throw refuse(path, 'a path outside')
    try {
      const real = await realpath(path)
      if (this.#isReallyInside(real)) return real
    } catch (error) {
      if (await this.#leavesTheRoots(path)) throw refuse(path, 'a link that leads outside')
      throw fileError(error, path, 'read')
    }
    throw refuse(path, 'a link that leads outside')
  }

  /** Opens a regular file below a root for reading. Throws as `resolve` does. */
  async openFile(path: string): Promise<SafeFile> {
    const realPath = await this.resolve(path)
    try {
      // A pipe or a device is not even opened: opening alone can have an effect.
      if (!(await lstat(realPath)).isFile()) throw refuse(path, 'something that is no regular file')
      const handle = await openInside(realPath, (place) => this.#isReallyInside(place))
      if (handle === undefined) throw refuse(path, 'a path outside')
      return { handle, realPath, size: (await handle.stat()).size }
    } catch (error) {
      if (systemCodeOf(error) === 'ELOOP') throw refuse(path, 'a link that leads outside')
      throw fileError(error, path, 'read')
    }
  }

  #isWrittenInside(path: string): boolean {
    return [...this.#roots.values()].some((root) => isBelow(path, root.written) || isBelow(path, root.real))
  }

  #isReallyInside(real: string): boolean {
    return [...this.#roots.values()].some((root) => isBelow(real, root.real))
  }

  /**
   * For a path that cannot be resolved: does the part of it that can lead outside? A link that cannot be resolved
   * counts as outside; otherwise links into foreign folders would tell which files exist there.
   */
  async #leavesTheRoots(path: string): Promise<boolean> {
    for (let part = path; ; part = dirname(part)) {
      const real = await realpath(part).catch(() => undefined)
      if (real !== undefined) return !this.#isReallyInside(real)
      const isLink = await lstat(part).then(
        (entry) => entry.isSymbolicLink(),
        () => false,
      )
      if (isLink || dirname(part) === part) return true
    }
  }
}
