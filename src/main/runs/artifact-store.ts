import { createReadStream, existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { fileError, QuantbenchError } from '../base/errors.ts'
import {
  adoptFile,
  brokenArtifact,
  deleteUnlinked,
  inspectFile,
  tidyOrphanFiles,
  type ArtifactState,
} from './artifact-files.ts'
import type { StoreDatabase } from './database.ts'
import { artifactFile } from './layout.ts'
import { requireRun } from './run-lookup.ts'
import { stage, type Pieces, type Staged } from './staging.ts'

/** What an artifact is to a run. */
export interface ArtifactLink {
  runId: string
  /** `output`, `table`, `detections`, `recipe`, `log`, … */
  role: string
  /** File name to show and to export under: no folders in it. */
  name: string
  /** The sort of content: `model`, `json`, `text`, `image`, … */
  kind: string
}

export interface RunArtifact extends ArtifactLink {
  sha256: string
  /** Bytes. */
  size: number
  /** Milliseconds since 1970 when the content first came into the store. */
  createdAt: number
}

/** Whether a name is a plain file name on every system: no folders, drives or control characters. */
export function isPlainFileName(name: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return name.length > 0 && name.length <= 255 && !/[/\\:\u0000-\u001f]/.test(name) && !/^\.{1,2}$/.test(name)
}

async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) yield piece
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

/** Files that belong to runs, kept once by content and never changed. */
export class ArtifactStore {
  private readonly database: StoreDatabase
  private readonly home: string

  constructor(database: StoreDatabase, home: string) {
    this.database = database
    this.home = home
  }

  /** Copies a file into the store. Throws RUN_NOT_FOUND, FILE_NOT_FOUND, FILE_UNREADABLE, DISK_FULL; then nothing was stored. */
  async putFile(link: ArtifactLink, source: string): Promise<RunArtifact> {
    return this.put(link, readPieces(source))
  }

  /** Stores bytes or UTF-8 text. Errors as `putFile`. */
  async putBytes(link: ArtifactLink, content: Uint8Array | string): Promise<RunArtifact> {
    return this.put(link, [typeof content === 'string' ? Buffer.from(content) : content])
  }

  /** The artifacts of a run by role and name. */
  list(runId: string): RunArtifact[] {
    return this.database.all(
      this.selectLinks().where('l.run_id', '=', runId).orderBy('l.role').orderBy('l.name'),
    )
  }

  /** A run's artifact in a role; the first by name where there are several. */
  find(runId: string, role: string): RunArtifact | undefined {
    const links = this.selectLinks().where('l.run_id', '=', runId).where('l.role', '=', role)
    return this.database.first(links.orderBy('l.name').limit(1))
  }

  /** Path to read the content from; never write there. Throws STORE_CORRUPT when the file is gone. */
  pathOf(sha256: string): string {
    const file = artifactFile(this.home, sha256)
    if (!existsSync(file)) throw brokenArtifact(this.home, sha256, 'missing')
    return file
  }

  /** Reads the whole content and compares it with its hash. */
  async verify(sha256: string): Promise<ArtifactState> {
    return inspectFile(this.home, sha256)
  }

  private async put(link: ArtifactLink, pieces: Pieces): Promise<RunArtifact> {
    if (!isPlainFileName(link.name)) {
      throw new QuantbenchError(
        'USAGE',
        `Expected a plain file name for an artifact, got ${JSON.stringify(link.name)}`,
      )
    }
    requireRun(this.database, link.runId)
    const staged = await stage(this.home, pieces)
    let unused = [staged.sha256]
    try {
      unused = this.database.write(() => this.adopt(link, staged))
    } finally {
      await rm(staged.path, { force: true })
      tidyOrphanFiles(this.database, this.home, unused)
    }
    const links = this.selectLinks().where('l.run_id', '=', link.runId).where('l.role', '=', link.role)
    return this.database.one(links.where('l.name', '=', link.name))
  }

  /** @returns hashes of content that nothing refers to any more because the link replaced it. */
  private adopt(link: ArtifactLink, staged: Staged): string[] {
    const { build } = this.database
    requireRun(this.database, link.runId)
    adoptFile(this.home, staged)
    const { sha256, size } = staged
    const artifact = { sha256, size, kind: link.kind, created_at: Date.now() }
    this.database.run(
      build
        .insertInto('artifacts')
        .values(artifact)
        .onConflict((on) => on.doNothing()),
    )
    const former = this.selectLinks().where('l.run_id', '=', link.runId).where('l.role', '=', link.role)
    const replaced = this.database.all(former.where('l.name', '=', link.name)).map((row) => row.sha256)
    const row = { run_id: link.runId, role: link.role, name: link.name, sha256 }
    this.database.run(
      build
        .insertInto('run_artifacts')
        .values(row)
        .onConflict((on) => on.columns(['run_id', 'role', 'name']).doUpdateSet({ sha256 })),
    )
    return deleteUnlinked(this.database, replaced)
  }

  private selectLinks() {
    return this.database.build
      .selectFrom('run_artifacts as l')
      .innerJoin('artifacts as a', 'a.sha256', 'l.sha256')
      .select([
        'l.run_id as runId',
        'l.role',
        'l.name',
        'a.kind',
        'l.sha256',
        'a.size',
        'a.created_at as createdAt',
      ])
  }
}
