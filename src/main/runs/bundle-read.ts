import { createReadStream, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { z } from 'zod'
import { throwIfCancelled } from '../base/cancel.ts'
import { fileError, messageOf, QuantbenchError } from '../base/errors.ts'
import { sha256 } from '../base/files.ts'
import type { StageContext } from '../base/progress.ts'
import {
  BUNDLE_MAGIC,
  BUNDLE_VERSION,
  bundledDatasetSchema,
  bundledModelSchema,
  bundledRunSchema,
  FRAME_LINE_BYTES,
  frameSchema,
  MAGIC_LINE_BYTES,
  invalidBundle,
  type BundledDataset,
  type BundledModel,
  type BundledRun,
  type Frame,
} from './bundle-format.ts'
import { requireRoom, requireSensible, type Source } from './bundle-limits.ts'
import { ByteReader } from './byte-reader.ts'
import { stage, type Staged } from './staging.ts'

/** A bundle's checked content; its artifacts lie staged in the store's folder. */
export interface Bundle {
  models: BundledModel[]
  datasets: BundledDataset[]
  runs: BundledRun[]
  artifacts: (Staged & { kind: string })[]
}

function checkMagic(line: string, path: string): void {
  const match = /^(\S+) (\d+)$/.exec(line)
  if (match === null || match[1] !== BUNDLE_MAGIC) throw invalidBundle(path, 'it begins with something else')
  if (Number(match[2]) > BUNDLE_VERSION) {
    throw new QuantbenchError(
      'BUNDLE_INVALID',
      `${path} has bundle version ${match[2]}, this program reads versions up to ${BUNDLE_VERSION}`,
      { wayOut: 'Update the program.' },
    )
  }
}

async function readJsonFrame<Value>(
  reader: ByteReader,
  frame: Frame,
  schema: z.ZodType<Value>,
): Promise<Value> {
  const body = await reader.bytes(frame.size)
  if (sha256(body) !== frame.sha256) {
    throw new Error(`the content of a ${frame.type} differs from its checksum`)
  }
  return schema.parse(JSON.parse(body.toString('utf8')))
}

async function readFrame(reader: ByteReader, frame: Frame, bundle: Bundle, source: Source): Promise<void> {
  switch (frame.type) {
    case 'model':
      bundle.models.push(await readJsonFrame(reader, frame, bundledModelSchema))
      break
    case 'dataset':
      bundle.datasets.push(await readJsonFrame(reader, frame, bundledDatasetSchema))
      break
    case 'run':
      bundle.runs.push(await readJsonFrame(reader, frame, bundledRunSchema))
      break
    case 'artifact': {
      requireRoom(frame.size, source)
      const staged = await stage(source.home, reader.chunks(frame.size))
      bundle.artifacts.push({ ...staged, kind: frame.kind })
      if (staged.sha256 !== frame.sha256)
        throw new Error(`the file ${frame.sha256} differs from its checksum`)
    }
  }
}

async function readFrames(reader: ByteReader, bundle: Bundle, source: Source): Promise<void> {
  let records = 0
  for (;;) {
    const line = await reader.line(FRAME_LINE_BYTES)
    const frame = frameSchema.parse(JSON.parse(line))
    if (frame.type === 'end') break
    records += line.length + (frame.type === 'artifact' ? 0 : frame.size)
    requireSensible(records, source)
    await readFrame(reader, frame, bundle, source)
  }
  if (!(await reader.atEnd())) throw new Error('something follows its end')
}

function tell({ size }: Source, done: number, { onProgress }: StageContext): void {
  const megabytes = (bytes: number): number => Number((bytes / 1e6).toFixed(1))
  onProgress?.({ phase: 'import', done: megabytes(done), total: megabytes(size), unit: 'MB' })
}

/** Passes pieces on, counts them, and ends with CANCELLED where that is wanted. */
async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  source: Source,
  context: StageContext,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    throwIfCancelled(context.signal)
    source.packed += piece.length
    tell(source, source.packed, context)
    yield piece
  }
}

/** Reads through the gzip part, and stops its streams however that ends. */
async function unpack(pieces: AsyncIterable<Uint8Array>, bundle: Bundle, source: Source): Promise<void> {
  const gunzip = createGunzip()
  // A failed feed also ends the reading, which then throws the same error.
  pipeline(Readable.from(pieces), gunzip).catch(() => undefined)
  try {
    await readFrames(new ByteReader(gunzip), bundle, source)
  } finally {
    gunzip.destroy()
  }
}

function readError(thrown: unknown, path: string): QuantbenchError {
  if (thrown instanceof QuantbenchError) return thrown
  if (thrown instanceof Error && 'syscall' in thrown) return fileError(thrown, path, 'read')
  return invalidBundle(
    path,
    thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown),
    thrown,
  )
}

/** Removes staged artifacts that did not become part of the store. */
export async function discardStaged(bundle: Bundle): Promise<void> {
  for (const staged of bundle.artifacts) await rm(staged.path, { force: true })
}

/**
 * Reads a bundle and checks all of it, staging its artifacts in the store's folder.
 * Throws FILE_NOT_FOUND, FILE_UNREADABLE, BUNDLE_INVALID, DISK_FULL, CANCELLED; then nothing stays staged.
 */
export async function readBundle(path: string, home: string, context: StageContext = {}): Promise<Bundle> {
  const bundle: Bundle = { models: [], datasets: [], runs: [], artifacts: [] }
  const file = createReadStream(path, { highWaterMark: 1 << 20 })
  try {
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    const source: Source = { path, size, packed: 0, home }
    const reader = new ByteReader(file)
    checkMagic(await reader.line(MAGIC_LINE_BYTES), path)
    await unpack(counted(reader.rest(), source, context), bundle, source)
    tell(source, size, context)
    return bundle
  } catch (error) {
    await discardStaged(bundle)
    throw readError(error, path)
  } finally {
    file.destroy()
  }
}
