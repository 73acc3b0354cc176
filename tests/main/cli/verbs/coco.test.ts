import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { complaints } from '../../../support/command-line.ts'
import { readCocoManifest } from '../../../support/coco-case.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'
import { quantbench } from '../run-verbs.ts'

const truth = {
  images: [{ id: 1, file_name: 'a.jpg', width: 100, height: 100 }],
  categories: [
    { id: 1, name: 'cat' },
    { id: 7, name: 'dog' },
  ],
  annotations: [
    { id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 10, 10], area: 100, iscrowd: 0 },
    { id: 2, image_id: 1, category_id: 1, bbox: [50, 50, 10, 10], area: 100, iscrowd: 0 },
  ],
}

/** One of the two cats exactly, and a box where nothing is. */
const found = [
  { image_id: 1, category_id: 1, bbox: [0, 0, 10, 10], score: 0.9 },
  { image_id: 1, category_id: 1, bbox: [80, 80, 10, 10], score: 0.5 },
]

function files(gt: object = truth, dt: object = found) {
  const folder = folderWith({ 'gt.json': JSON.stringify(gt), 'dt.json': JSON.stringify(dt) })
  return { folder, gt: join(folder, 'gt.json'), dt: join(folder, 'dt.json') }
}

// Precision 1 up to recall 0.5: 51 of the 101 recall thresholds.
const HALF = 51 / 101

describe('quantbench coco', () => {
  it('prints one document with the statistics, the classes, the counts and the time it took', async () => {
    const { gt, dt } = files()
    const { status, stdout } = await quantbench('coco --json', '--gt', gt, '--dt', dt)
    expect(status).toBe(0)
    const { stats, perClass, timing, curves, ...counts } = JSON.parse(stdout)
    expect(stats.AP).toBeCloseTo(HALF, 12)
    expect(stats).toMatchObject({ APm: -1, APl: -1, AR1: 0.5, AR100: 0.5 })
    expect(perClass).toMatchObject([
      { id: 1, name: 'cat', groundTruths: 2, detections: 2 },
      { id: 7, name: 'dog', AP: -1, AP50: -1, groundTruths: 0, detections: 0 },
    ])
    expect(counts).toEqual({ images: 1, annotations: 2, detections: 2 })
    expect(timing.readMs).toBeGreaterThan(0)
    expect(timing.evaluateMs).toBeGreaterThan(0)
    expect(curves).toBeUndefined()
  })

  it('prints the lines of pycocotools, the classes and the curves for people', async () => {
    const { gt, dt } = files()
    const { stdout } = await quantbench('coco --classes --curves', '--gt', gt, '--dt', dt)
    const [lines, classes, curves] = stdout.split('\n\n')
    expect(lines.split('\n')).toHaveLength(12)
    expect(lines).toContain('area=   all | maxDets=100 ] = 0.505  AP\n')
    expect(classes).toMatch(/^ *7 +dog +– .* 0 +0$/m)
    expect(curves).toMatch(/^ *0\.5 +1\.0000$/m)
    expect(curves).toMatch(/^ *0\.6 +0\.0000$/m)
    expect(curves).toMatch(/Best F1 0\.\d+ at confidence 0\.\d+/)
  })

  it('gives curves that say what the statistics say', async () => {
    const { gt, dt } = files()
    const { curves } = JSON.parse((await quantbench('coco --json --curves', '--gt', gt, '--dt', dt)).stdout)
    const { recall, precision, perClass } = curves.precisionRecall
    expect(recall).toHaveLength(101)
    const mean = precision.reduce((sum: number, value: number) => sum + value, 0) / 101
    expect(mean).toBeCloseTo(HALF, 12)
    expect(perClass.map(({ name }: { name: string }) => name)).toEqual(['cat'])
    expect(curves.confidence.f1).toHaveLength(1000)
    expect(curves.best).toMatchObject({ recall: 0.5 })
  })

  it('tells what is wrong with the annotations and works with the rest', async () => {
    const stray = { id: 3, image_id: 5, category_id: 1, bbox: [0, 0, 5, 5], area: 25, iscrowd: 0 }
    const boxless = { id: 4, image_id: 1, category_id: 1 }
    const { gt, dt } = files({ ...truth, annotations: [...truth.annotations, stray, boxless] })
    const outcome = await quantbench('coco --json', '--gt', gt, '--dt', dt)
    expect(JSON.parse(outcome.stdout)).toMatchObject({ annotations: 2, stats: { AR1: 0.5 } })
    expect(complaints(outcome)).toEqual([
      expect.stringMatching(/gt\.json: 1 annotation of an image that is not listed.*image 5/),
      expect.stringMatching(/gt\.json: 1 annotation without a box/),
    ])
  })
})

describe('bad input of quantbench coco', () => {
  const cases: [name: string, gt: object, dt: object, line: RegExp][] = [
    ['an unknown image', truth, [{ ...found[0], image_id: 9 }], /^DATASET_INVALID: .*image 9/],
    [
      'results without scores',
      truth,
      [{ image_id: 1, category_id: 1, bbox: [0, 0, 1, 1] }],
      /^DATASET_INVALID: .*score/,
    ],
    ['annotations for results', truth, truth, /^DATASET_INVALID: .*array of detections/],
    ['results for annotations', found, found, /^DATASET_INVALID: .*images, annotations and categories/],
  ]

  it.each(cases)('%s ends in one line', async (_name, gt, dt, line) => {
    const paths = files(gt, dt)
    const outcome = await quantbench('coco --json', '--gt', paths.gt, '--dt', paths.dt)
    expect(outcome).toMatchObject({ status: 1, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(line)])
  })

  it('JSON that is cut off says where', async () => {
    const { gt, dt } = files()
    writeFileSync(dt, readFileSync(dt, 'utf8').slice(0, -20))
    const outcome = await quantbench('coco', '--gt', gt, '--dt', dt)
    expect(outcome.status).toBe(1)
    expect(complaints(outcome)).toEqual([expect.stringMatching(/^JSON_INVALID: .*dt\.json/)])
  })

  it('a missing file, and a missing option', async () => {
    const { gt, folder } = files()
    const missing = await quantbench('coco', '--gt', gt, '--dt', join(folder, 'none.json'))
    expect(missing.status).toBe(1)
    expect(complaints(missing)).toEqual([expect.stringMatching(/^FILE_NOT_FOUND: .*none\.json/)])
    const wrong = await quantbench('coco', '--gt', gt)
    expect(wrong.status).toBe(2)
    expect(complaints(wrong)).toEqual([expect.stringMatching(/^USAGE: .*--dt/)])
  })
})

describeWithReference('oracles/coco', 'quantbench coco against pycocotools', () => {
  const folder = reference('oracles/coco')

  it('gives its twelve numbers on every problem', async () => {
    const { cases, tolerance } = readCocoManifest(folder)
    for (const { name, gt, dt, stats } of cases) {
      const { stdout } = await quantbench('coco --json', '--gt', join(folder, gt), '--dt', join(folder, dt))
      const ours = JSON.parse(stdout).stats
      for (const [key, value] of Object.entries(stats)) {
        expect(Math.abs(ours[key] - value), `${name} ${key}`).toBeLessThanOrEqual(tolerance)
      }
    }
  })
})
