import { resolve } from 'node:path'
import { z } from 'zod'
import { evaluateDetections } from '../../src/main/coco/evaluate.ts'
import { readCocoGroundTruth } from '../../src/main/data/coco-json.ts'
import { readDetections } from '../../src/main/data/coco-results.ts'
import { Comparison, type Check } from './check.ts'

const cocoCase = z.object({
  name: z.string(),
  gt: z.string(),
  dt: z.string(),
  stats: z.record(z.string(), z.number()),
  ap_per_iou: z.array(z.number()).optional(),
  per_class: z.array(z.looseObject({ category_id: z.number() })).optional(),
})

/** `manifest.json` of COCO problems and their statistics. */
export const cocoManifest = z.object({ tolerance: z.number(), cases: z.array(cocoCase) })

type CocoCase = z.infer<typeof cocoCase>

/** Evaluates a problem from its files and compares all statistics, also by threshold and by class. */
export function checkCoco(folder: string, expected: CocoCase, tolerance: number): Check {
  const comparison = new Comparison(expected.name)
  const { groundTruth } = readCocoGroundTruth(resolve(folder, expected.gt))
  const { stats, perClass, apPerIou } = evaluateDetections(
    groundTruth,
    readDetections(resolve(folder, expected.dt)),
  )
  compareNumbers(comparison, '', { ...stats }, expected.stats, tolerance)
  for (const [index, value] of (expected.ap_per_iou ?? []).entries()) {
    comparison.absolute(`AP at threshold ${index}`, apPerIou[index], value, tolerance)
  }
  for (const { category_id: id, name: _name, ...values } of expected.per_class ?? []) {
    const row = perClass.find((candidate) => candidate.id === id)
    compareNumbers(comparison, `class ${id} `, { ...row }, values, tolerance)
  }
  return comparison.result()
}

function compareNumbers(
  comparison: Comparison,
  prefix: string,
  got: Record<string, unknown>,
  expected: Record<string, unknown>,
  tolerance: number,
): void {
  for (const [name, value] of Object.entries(expected)) {
    comparison.absolute(`${prefix}${name}`, Number(got[name]), Number(value), tolerance)
  }
}
