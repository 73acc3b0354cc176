import type { StoreDatabase } from './database.ts'
import { requireRun } from './run-lookup.ts'
import type { CurvesTable } from './schema.ts'

export type CurveValues = Float32Array | Float64Array

/** A finished curve: equally many x and y, in either precision. */
export interface Curve {
  /** What it shows: `precision-recall`, `f1-confidence`, `histogram`, … */
  kind: string
  /** Of what: a class, a tensor, `all`. */
  name: string
  x: CurveValues
  y: CurveValues
}

type Dtype = CurvesTable['dtype']

function dtypeOf(curve: Curve): Dtype {
  return curve.x instanceof Float32Array && curve.y instanceof Float32Array ? 'float32' : 'float64'
}

// The bytes are little-endian, as on every platform that Node 24 and ONNX Runtime run on.
function toBytes(values: CurveValues, dtype: Dtype): Buffer {
  const exact = dtype === 'float64' && values instanceof Float32Array ? Float64Array.from(values) : values
  return Buffer.from(exact.buffer, exact.byteOffset, exact.byteLength)
}

function fromBytes(bytes: Uint8Array, dtype: Dtype): CurveValues {
  // Copied: SQLite's buffers lie anywhere, typed arrays need alignment.
  const copy = bytes.slice().buffer
  return dtype === 'float32' ? new Float32Array(copy) : new Float64Array(copy)
}

/** A curve as its row holds it, and back. */
export function toCurveRow(runId: string, curve: Curve): CurvesTable {
  if (curve.x.length !== curve.y.length) {
    throw new RangeError(
      `Expected as many y as x in curve ${curve.name}, got ${curve.y.length} and ${curve.x.length}`,
    )
  }
  const dtype = dtypeOf(curve)
  const { kind, name, x, y } = curve
  return { run_id: runId, kind, name, dtype, points: x.length, x: toBytes(x, dtype), y: toBytes(y, dtype) }
}

export function fromCurveRow(row: Omit<CurvesTable, 'run_id'>): Curve {
  const { kind, name, dtype } = row
  return { kind, name, x: fromBytes(row.x, dtype), y: fromBytes(row.y, dtype) }
}

/** Curves of runs, as compact blobs. */
export class CurveRepository {
  private readonly database: StoreDatabase

  constructor(database: StoreDatabase) {
    this.database = database
  }

  /** Stores curves; one of the same kind and name is replaced. Throws RUN_NOT_FOUND. */
  put(runId: string, curves: readonly Curve[]): void {
    this.database.write(() => {
      requireRun(this.database, runId)
      for (const curve of curves) {
        const insert = this.database.build.insertInto('curves').values(toCurveRow(runId, curve))
        this.database.run(
          insert.onConflict((on) =>
            on.columns(['run_id', 'kind', 'name']).doUpdateSet((row) => ({
              dtype: row.ref('excluded.dtype'),
              points: row.ref('excluded.points'),
              x: row.ref('excluded.x'),
              y: row.ref('excluded.y'),
            })),
          ),
        )
      }
    })
  }

  /** What there is, without the values. */
  list(runId: string): { kind: string; name: string; points: number }[] {
    return this.database.all(
      this.database.build
        .selectFrom('curves')
        .select(['kind', 'name', 'points'])
        .where('run_id', '=', runId)
        .orderBy('kind')
        .orderBy('name'),
    )
  }

  get(runId: string, kind: string, name: string): Curve | undefined {
    const row = this.database.first(
      this.database.build
        .selectFrom('curves')
        .selectAll()
        .where('run_id', '=', runId)
        .where('kind', '=', kind)
        .where('name', '=', name),
    )
    return row && fromCurveRow(row)
  }
}
