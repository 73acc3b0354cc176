import { join } from 'node:path'
import { z } from 'zod'
import { JsonFile } from '../api/json-file.ts'
import type { OpenRoots } from '../api/context.ts'
import type { SafeRoots } from '../web/safe-roots.ts'

const rootsSchema = z.array(z.string())

/** Opened folders that are open again after a restart. What is gone meanwhile, as an unplugged disk, stays remembered. */
export class RememberedRoots implements OpenRoots {
  private readonly roots: SafeRoots
  private readonly file: JsonFile<typeof rootsSchema>

  private constructor(roots: SafeRoots, file: JsonFile<typeof rootsSchema>) {
    this.roots = roots
    this.file = file
  }

  /** `always` are opened without being remembered. */
  static async open(roots: SafeRoots, home: string, always: readonly string[]): Promise<RememberedRoots> {
    const file = new JsonFile(join(home, 'roots.json'), rootsSchema, [])
    await Promise.all([...always, ...file.get()].map((folder) => roots.open(folder).catch(() => undefined)))
    return new RememberedRoots(roots, file)
  }

  list(): string[] {
    return this.roots.list()
  }

  async open(folder: string): Promise<string> {
    const real = await this.roots.open(folder)
    if (!this.file.get().includes(folder)) await this.file.set([...this.file.get(), folder])
    return real
  }

  close(folder: string): void {
    this.roots.close(folder)
    void this.file.set(this.file.get().filter((other) => other !== folder)).catch(() => undefined)
  }
}
