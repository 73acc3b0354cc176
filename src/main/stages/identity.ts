import { createHash } from 'node:crypto'
import { z } from 'zod'
import { VERSION } from '../base/version.ts'
import type { Dataset } from '../data/dataset.ts'
import type { GroundTruth } from '../data/ground-truth.ts'
import { RUNTIME_VERSION } from '../session/session.ts'

/** What a piece of work consists of: hashes and settings, each under a name for people. */
export type Identity = Readonly<Record<string, string>>

export const identitySchema = z.record(z.string(), z.string())

/** An identity from nested parts, as `{ nms: { iou: 0.65 } }`: `nms.iou`. Versions of program and runtime are in it. */
export function identityFrom(parts: object): Identity {
  return Object.fromEntries([
    ['version', VERSION],
    ['ONNX Runtime', RUNTIME_VERSION],
    ...Object.entries(parts).flatMap(([name, value]) => flatten(name, value)),
  ])
}

function flatten(name: string, value: unknown): [string, string][] {
  if (typeof value === 'string') return [[name, value]]
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[name, JSON.stringify(value) ?? 'none']]
  return Object.entries(value).flatMap(([inner, item]) => flatten(`${name}.${inner}`, item))
}

/** Images by `listHash`, and annotations by what was read of them. */
export function datasetIdentity(dataset: Dataset): { images: string; annotations: string } {
  const { groundTruth } = dataset
  return {
    images: dataset.listHash,
    annotations: groundTruth === null ? 'none' : annotationsHash(groundTruth),
  }
}

function annotationsHash(groundTruth: GroundTruth): string {
  const hash = createHash('sha256').update(JSON.stringify(groundTruth.categories))
  const { imageIds, annotationIds, boxImageIds, boxCategoryIds, boxes, areas, crowd } = groundTruth
  for (const column of [imageIds, annotationIds, boxImageIds, boxCategoryIds, boxes, areas, crowd])
    hash.update(column)
  return hash.digest('hex')
}

/** In one line what makes two identities different, as `nms.iou was 0.65, is 0.5`; '' where nothing does. */
export function differences(before: Identity, now: Identity): string {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((name) => before[name] !== now[name])
    .map((name) => `${name} was ${shown(before[name])}, is ${shown(now[name])}`)
    .join('; ')
}

/** Of a hash its beginning is enough. */
function shown(value: string | undefined): string {
  if (value === undefined) return 'absent'
  return /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 12)}…` : value
}
