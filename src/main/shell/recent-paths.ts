import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeAtomically } from '../base/files.ts'

const LONGEST_LIST = 12

/** What the user opened last, newest first, kept in a file. */
export class RecentPaths {
  private paths: string[] = []
  private written: Promise<void> = Promise.resolve()
  private readonly file: string

  constructor(file: string) {
    this.file = file
  }

  async load(): Promise<void> {
    try {
      this.paths = z.array(z.string()).parse(JSON.parse(await readFile(this.file, 'utf8')))
    } catch {
      this.paths = []
    }
  }

  get all(): readonly string[] {
    return this.paths
  }

  add(path: string): void {
    this.replace([path, ...this.paths.filter((other) => other !== path)].slice(0, LONGEST_LIST))
  }

  clear(): void {
    this.replace([])
  }

  /** Resolves when everything is on the disk. */
  get settled(): Promise<void> {
    return this.written
  }

  private replace(paths: string[]): void {
    this.paths = paths
    // One after the other, so that the last change is the one that stays; losing the list is no reason to stop.
    this.written = this.written
      .then(() => writeAtomically(this.file, JSON.stringify(paths)))
      .catch(() => undefined)
  }
}
