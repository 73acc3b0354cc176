import { isAbsolute, relative, sep } from 'node:path'

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** What the user has pointed at since the start; the interface cannot add to it by itself. */
export class OpenedPaths {
  private readonly opened = new Set<string>()

  add(path: string): void {
    this.opened.add(path)
  }

  get all(): readonly string[] {
    return [...this.opened]
  }

  /** Whether a path is one of them or below one of them. */
  has(path: string): boolean {
    return this.all.some((opened) => isWithin(path, opened))
  }
}
