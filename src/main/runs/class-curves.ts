import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { ArchiveError, decodeArchive, encodeArchive, type ArchiveFormat } from '../base/tensor-archive.ts'
import { confidenceCurves } from '../coco/confidence-curves.ts'
import type { CocoEvaluation } from '../coco/evaluate.ts'
import { linspace } from '../coco/linspace.ts'
import { precisionRecallCurves } from '../coco/precision-recall-curves.ts'
import type { Store } from './store.ts'

export const CLASS_CURVE_KINDS = ['precision-recall', 'f1-confidence'] as const
export type ClassCurveKind = (typeof CLASS_CURVE_KINDS)[number]

/** What the file of a run's curves is to the run. */
export const CLASS_CURVES_ROLE = 'class-curves'

/** Of each curve; recall as COCO samples it, and as many confidences from 0 to 1. */
export const CLASS_CURVE_POINTS = 101

/** Curves of all classes with boxes, one behind the other in the order of the classes. */
export interface ClassCurves {
  iou: number
  classes: { id: number; name: string }[]
  curves: Record<ClassCurveKind, Float32Array>
}

const fieldsSchema = z.object({
  iou: z.number(),
  classes: z.array(z.object({ id: z.number(), name: z.string() })),
})
const FORMAT: ArchiveFormat<z.infer<typeof fieldsSchema>> = {
  name: 'quantbench class curves',
  version: 1,
  fields: fieldsSchema,
}

/** The curves of each class of an evaluation at IoU 0.5. */
export function classCurvesOf(coco: CocoEvaluation, confidence = confidenceCurves(coco)): ClassCurves {
  const recall = precisionRecallCurves(coco)
  const f1 = confidence.perClass.map((curve) => resampled(curve.f1))
  return {
    iou: recall.iou,
    classes: recall.perClass.map(({ id, name }) => ({ id, name })),
    curves: {
      'precision-recall': joined(recall.perClass.map(({ precision }) => precision)),
      'f1-confidence': joined(f1),
    },
  }
}

function joined(curves: readonly Float64Array[]): Float32Array {
  const all = new Float32Array(curves.length * CLASS_CURVE_POINTS)
  curves.forEach((curve, index) => all.set(curve, index * CLASS_CURVE_POINTS))
  return all
}

/** A finer curve over the same axis, linear between its points. */
function resampled(curve: Float64Array): Float64Array {
  return linspace(0, curve.length - 1, CLASS_CURVE_POINTS).map((place) => {
    const left = Math.min(Math.floor(place), curve.length - 2)
    return curve[left] + (place - left) * (curve[left + 1] - curve[left])
  })
}

export function encodeClassCurves({ iou, classes, curves }: ClassCurves): Uint8Array {
  const tensors = new Map(CLASS_CURVE_KINDS.map((kind) => [kind, curves[kind]]))
  const groups = new Map([['curves', tensors]])
  return Buffer.concat([...encodeArchive(FORMAT, { fields: { iou, classes }, groups })])
}

/** Reads what `encodeClassCurves` wrote. Throws ArchiveError. */
export function decodeClassCurves(bytes: Buffer): ClassCurves {
  const { fields, groups } = decodeArchive(FORMAT, bytes)
  const expected = fields.classes.length * CLASS_CURVE_POINTS
  const values = (kind: ClassCurveKind) => {
    const found = groups.get('curves')?.get(kind)
    if (found?.length === expected) return found
    throw new ArchiveError(`expected ${expected} values of ${kind}, got ${found?.length ?? 'none'}`)
  }
  return {
    ...fields,
    curves: {
      'precision-recall': values('precision-recall'),
      'f1-confidence': values('f1-confidence'),
    },
  }
}

/** The curves of a run's classes; null where the run kept none. Throws FILE_UNREADABLE, STORE_CORRUPT. */
export async function readClassCurves({ artifacts }: Store, runId: string): Promise<ClassCurves | null> {
  const stored = artifacts.find(runId, CLASS_CURVES_ROLE)
  if (stored === undefined) return null
  const path = artifacts.pathOf(stored.sha256)
  try {
    return decodeClassCurves(await readFile(path))
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw fileError(error, path, 'read')
    throw new QuantbenchError('STORE_CORRUPT', `${path}: ${error.message}`, { cause: error })
  }
}

/** One class's curve of a kind. */
export function classCurve({ curves }: ClassCurves, kind: ClassCurveKind, index: number): Float32Array {
  return curves[kind].subarray(index * CLASS_CURVE_POINTS, (index + 1) * CLASS_CURVE_POINTS)
}
