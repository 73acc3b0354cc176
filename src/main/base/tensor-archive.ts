import { createHash } from 'node:crypto'
import { z } from 'zod'
import { sha256 } from './files.ts'

export type NamedTensors = ReadonlyMap<string, Float32Array>

/** A kind of archive. */
export interface ArchiveFormat<Fields> {
  /** Its first words, as `quantbench checkpoint`. */
  readonly name: string
  /** Counted up with every change of what the archive holds: readers take only their own. */
  readonly version: number
  /** What stands beside the tensors; JSON. */
  readonly fields: z.ZodType<Fields>
}

/** Tensors in named groups, with what belongs to them. */
export interface Archive<Fields> {
  readonly fields: Fields
  readonly groups: ReadonlyMap<string, NamedTensors>
}

/** Why bytes are not the archive that was asked for; the message speaks of "it". */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError'
}

/** Two numbers behind the first line: bytes of the whole (64 bits), and of the header (32 bits). */
const SIZES = 12
const HASH = 32

const headerSchema = z.object({
  fields: z.unknown(),
  /** Names of the groups, each with names and lengths of its tensors. */
  groups: z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.int().nonnegative()]))])),
})

type Header = z.output<typeof headerSchema>

function titleOf({ name, version }: ArchiveFormat<unknown>): string {
  return `${name} ${version}\n`
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/**
 * An archive in pieces, as `writeAtomically` takes them: a line with name and version, the sizes of the whole and of a
 * JSON header, the header, the tensors as little-endian float32, and a SHA-256 over all of it.
 */
export function* encodeArchive<Fields>(
  format: ArchiveFormat<Fields>,
  { fields, groups }: Archive<Fields>,
): Generator<Uint8Array> {
  const hash = createHash('sha256')
  for (const piece of piecesOf(format, fields, groups)) {
    hash.update(piece)
    yield piece
  }
  yield hash.digest()
}

function* piecesOf<Fields>(
  format: ArchiveFormat<Fields>,
  fields: Fields,
  groups: Archive<Fields>['groups'],
): Generator<Uint8Array> {
  const lengths = Array.from(groups, ([group, tensors]): Header['groups'][number] => [
    group,
    Array.from(tensors, ([name, { length }]) => [name, length]),
  ])
  const title = Buffer.from(titleOf(format))
  const header = Buffer.from(JSON.stringify({ fields, groups: lengths } satisfies Header))
  const sizes = Buffer.alloc(SIZES)
  const total = title.length + SIZES + header.length + tensorBytes(lengths) + HASH
  sizes.writeBigUInt64LE(BigInt(total))
  sizes.writeUInt32LE(header.length, 8)
  yield* [title, sizes, header]
  for (const tensors of groups.values()) for (const tensor of tensors.values()) yield bytesOf(tensor)
}

function tensorBytes(groups: Header['groups']): number {
  return groups.reduce(
    (bytes, [, tensors]) => tensors.reduce((sum, [, length]) => sum + 4 * length, bytes),
    0,
  )
}

/** Reads an archive. Throws ArchiveError for anything but one of this format and version that is whole and unchanged. */
export function decodeArchive<Fields>(format: ArchiveFormat<Fields>, bytes: Buffer): Archive<Fields> {
  requireTitle(format, bytes)
  const start = titleOf(format).length
  requireWhole(bytes, start)
  const end = start + SIZES + bytes.readUInt32LE(start + 8)
  const header = headerSchema.safeParse(jsonOf(bytes.toString('utf8', start + SIZES, end)))
  const content = format.fields.safeParse(header.data?.fields)
  if (!header.success || !content.success)
    throw new ArchiveError(`its header is not that of a ${format.name} of version ${format.version}`)
  const { groups } = header.data
  const [expected, found] = [tensorBytes(groups), bytes.length - HASH - end]
  if (found !== expected)
    throw new ArchiveError(`its header does not fit: expected ${expected} bytes of tensors, got ${found}`)
  return { fields: content.data, groups: readTensors(groups, bytes.subarray(end)) }
}

function requireTitle(format: ArchiveFormat<unknown>, bytes: Buffer): void {
  const title = titleOf(format)
  if (bytes.toString('latin1', 0, title.length) === title) return
  const [line] = bytes.toString('latin1', 0, 100).split('\n', 1)
  const { name, version } = format
  throw new ArchiveError(
    line.startsWith(`${name} `)
      ? `expected version ${version} of a ${name}, got ${line.slice(name.length + 1)}`
      : `it is no ${name}`,
  )
}

function requireWhole(bytes: Buffer, start: number): void {
  const least = start + SIZES + HASH
  const size = bytes.length < least ? least : Number(bytes.readBigUInt64LE(start))
  if (bytes.length < size)
    throw new ArchiveError(`it is cut off: expected ${size} bytes, got ${bytes.length}`)
  const [expected, found] = [bytes.subarray(-HASH).toString('hex'), sha256(bytes.subarray(0, -HASH))]
  if (found !== expected) throw new ArchiveError(`it is damaged: expected SHA-256 ${expected}, got ${found}`)
}

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readTensors(groups: Header['groups'], bytes: Buffer): Map<string, NamedTensors> {
  let offset = 0
  const next = (length: number): Float32Array => {
    const tensor = new Float32Array(length)
    bytesOf(tensor).set(bytes.subarray(offset, (offset += 4 * length)))
    return tensor
  }
  return new Map(
    groups.map(([group, tensors]) => [group, new Map(tensors.map(([name, length]) => [name, next(length)]))]),
  )
}
