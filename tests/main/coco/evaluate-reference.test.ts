import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { evaluateDetections } from '../../../src/main/coco/evaluate.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { readCocoManifest, readSmallDetections, readSmallTruth } from '../../support/coco-case.ts'

const folder = reference('oracles/coco')

describeWithReference('oracles/coco/manifest.json', 'evaluateDetections equals pycocotools', () => {
  // Vitest collects the body of a skipped suite too.
  const present = existsSync(resolve(folder, 'manifest.json'))
  const manifest = present ? readCocoManifest(folder) : { tolerance: 0, cases: [] }

  it.each(manifest.cases)('case $name', (example) => {
    const truth = readSmallTruth(resolve(folder, example.gt))
    const evaluation = evaluateDetections(truth, readSmallDetections(resolve(folder, example.dt)))

    const expected = new Map(Object.entries(example.stats))
    expect(expected.size).toBe(12)
    for (const [name, value] of Object.entries(evaluation.stats)) {
      expect(Math.abs(value - (expected.get(name) ?? NaN)), name).toBeLessThanOrEqual(manifest.tolerance)
    }
    expect(evaluation.apPerIou).toHaveLength(example.ap_per_iou.length)
    for (const [index, value] of evaluation.apPerIou.entries()) {
      expect(Math.abs(value - example.ap_per_iou[index]), `IoU ${index}`).toBeLessThanOrEqual(
        manifest.tolerance,
      )
    }
    if (example.per_class === undefined) return
    expect(evaluation.perClass.map(({ id }) => id)).toEqual(example.per_class.map((row) => row.category_id))
    for (const [index, row] of evaluation.perClass.entries()) {
      for (const name of ['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR100'] as const) {
        const difference = Math.abs(row[name] - Number(example.per_class[index][name]))
        expect(difference, `${row.name} ${name}`).toBeLessThanOrEqual(manifest.tolerance)
      }
    }
  })
})
