import { readdirSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'

/** Finds image files by the names that annotation files give them. Every folder is listed once, no file is touched. */
export class ImageLookup {
  /** Where to look, the likeliest first. */
  readonly folders: readonly string[]
  private readonly listings = new Map<string, ReadonlySet<string>>()

  constructor(folders: readonly string[]) {
    this.folders = [...new Set(folders)]
  }

  /** Absolute path of the first hit: the name with its folders in each place, then without them; or undefined. */
  find(fileName: string): string | undefined {
    if (fileName === '') return undefined
    if (isAbsolute(fileName) && this.exists(fileName)) return fileName
    const names = new Set([fileName, basename(fileName)])
    for (const name of names) {
      for (const folder of this.folders) {
        const path = join(folder, name)
        if (this.exists(path)) return path
      }
    }
    return undefined
  }

  exists(path: string): boolean {
    return this.listing(dirname(path)).has(basename(path))
  }

  private listing(folder: string): ReadonlySet<string> {
    const known = this.listings.get(folder)
    if (known !== undefined) return known
    const names = new Set(namesIn(folder))
    this.listings.set(folder, names)
    return names
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // A place that cannot be listed holds nothing that can be read; the caller names every place it looked in.
    return []
  }
}
