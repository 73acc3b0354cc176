import type { Selectable } from 'kysely'
import { sha256 } from '../base/files.ts'
import type { StoreDatabase } from './database.ts'
import type { DatasetsTable } from './schema.ts'

/** A list of images in a folder, with or without annotations. */
export interface Dataset {
  id: string
  name: string
  /** Absolute path of its folder. */
  root: string
  /** Number of images. */
  images: number
  /** Path of the annotation file. */
  annotations: string | null
  annotationsSha256: string | null
  /** SHA-256 of the list of images. */
  listSha256: string
  /** Added by the user: stays when the last run that used it is deleted. */
  pinned: boolean
  /** Milliseconds since 1970. */
  addedAt: number
}

export interface NewDataset {
  name: string
  root: string
  images: number
  annotations?: string
  annotationsSha256?: string
  listSha256: string
  pinned?: boolean
}

/** The same list of the same images at the same place is the same dataset, in every store. */
function datasetId(dataset: NewDataset): string {
  const { name, root, listSha256, annotationsSha256 } = dataset
  return sha256(JSON.stringify([name, root, listSha256, annotationsSha256 ?? null])).slice(0, 16)
}

function toDataset(row: Selectable<DatasetsTable>): Dataset {
  return {
    id: row.id,
    name: row.name,
    root: row.root,
    images: row.images,
    annotations: row.annotations,
    annotationsSha256: row.annotations_sha256,
    listSha256: row.list_sha256,
    pinned: row.pinned === 1,
    addedAt: row.added_at,
  }
}

/** Datasets that runs used; the files stay where they are. */
export class DatasetRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Stores a dataset, or finds it when it is there already. */
  register(dataset: NewDataset): Dataset {
    const pinned = dataset.pinned ? (1 as const) : undefined
    const row = {
      id: datasetId(dataset),
      name: dataset.name,
      root: dataset.root,
      images: dataset.images,
      annotations: dataset.annotations ?? null,
      annotations_sha256: dataset.annotationsSha256 ?? null,
      list_sha256: dataset.listSha256,
      pinned,
      added_at: Date.now(),
    }
    const insert = this.database.build.insertInto('datasets').values(row)
    const change = { images: row.images, annotations: row.annotations, pinned }
    const stored = this.database.one(
      insert.onConflict((on) => on.column('id').doUpdateSet(change)).returningAll(),
    )
    return toDataset(stored)
  }

  get(id: string): Dataset | undefined {
    const row = this.database.first(
      this.database.build.selectFrom('datasets').selectAll().where('id', '=', id),
    )
    return row && toDataset(row)
  }

  /** All datasets, the latest added first. */
  list(): Dataset[] {
    const rows = this.database.all(
      this.database.build.selectFrom('datasets').selectAll().orderBy('added_at', 'desc').orderBy('id'),
    )
    return rows.map(toDataset)
  }
}
