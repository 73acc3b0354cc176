import { existsSync, readFileSync, renameSync } from 'node:fs'
import type { z } from 'zod'
import { fileError } from '../base/errors.ts'
import { writeAtomically } from '../base/files.ts'

/**
 * One JSON document of a known form in a file, small enough to be held whole. Changes are written one after the other,
 * each whole or not at all. A file that is no such document is put aside as `.broken` and begun anew.
 */
export class JsonFile<Schema extends z.ZodType> {
  private readonly path: string
  private readonly schema: Schema
  private content: z.output<Schema>
  private written: Promise<void> = Promise.resolve()

  /** `empty` is what a missing file stands for. */
  constructor(path: string, schema: Schema, empty: z.output<Schema>) {
    this.path = path
    this.schema = schema
    this.content = this.read() ?? empty
  }

  get(): z.output<Schema> {
    return this.content
  }

  /** Replaces the content. Throws DISK_FULL or FILE_UNWRITABLE; then the former content stays, here and in the file. */
  async set(content: z.output<Schema>): Promise<z.output<Schema>> {
    const write = async () => {
      await writeAtomically(this.path, `${JSON.stringify(content, null, 2)}\n`)
      this.content = content
    }
    this.written = this.written.then(write, write)
    await this.written
    return this.content
  }

  private read(): z.output<Schema> | undefined {
    if (!existsSync(this.path)) return undefined
    try {
      const parsed = this.schema.safeParse(JSON.parse(readFileSync(this.path, 'utf8')))
      if (parsed.success) return parsed.data
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw fileError(error, this.path, 'read')
    }
    renameSync(this.path, `${this.path}.broken`)
    return undefined
  }
}
