import { statfsSync } from 'node:fs'
import { QuantbenchError } from '../base/errors.ts'
import { ALL_RECORDS_BYTES } from './bundle-format.ts'

/** The bundle's file while it is read. */
export interface Source {
  path: string
  /** Bytes of the file. */
  size: number
  /** Bytes read so far. */
  packed: number
  /** Where its artifacts are staged. */
  home: string
}

/** Deflate reaches 1032 : 1 at most. */
const MOST_COMPRESSION = 1032
/** Records of runs stay far below this. */
const MOST_RECORD_COMPRESSION = 200
/** So much harms nobody, however it was packed. */
const UNSUSPECTED_BYTES = 16 << 20

/** Throws for an artifact of more bytes than the bundle can hold, and DISK_FULL for more than there is room for. */
export function requireRoom(size: number, source: Source): void {
  if (size > source.size * MOST_COMPRESSION) {
    throw new Error(`a file in it claims ${size} bytes, more than it can hold`)
  }
  const { bavail, bsize } = statfsSync(source.home)
  if (size <= bavail * bsize) return
  throw new QuantbenchError(
    'DISK_FULL',
    `${source.path} holds a file of ${Math.ceil(size / 1e6)} MB, ${source.home} has room for ${Math.floor((bavail * bsize) / 1e6)} MB`,
    { wayOut: 'Free some space and try again; nothing was stored.' },
  )
}

/** Throws where the records are too many to hold, or so well packed that they were made for that. */
export function requireSensible(records: number, { packed }: Source): void {
  const isBomb = records > UNSUSPECTED_BYTES && records > packed * MOST_RECORD_COMPRESSION
  if (records > ALL_RECORDS_BYTES || isBomb) throw new Error('it unpacks to more than runs take')
}
