import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../src/main/base/random.ts'
import type { PredictionLayout } from '../../../../src/main/qat/task-loss/prediction-layout.ts'
import type { ImageTargets } from '../../../../src/main/qat/task-loss/targets.ts'
import { expectAllClose, slopes } from '../../autodiff/losses/loss-run.ts'
import { runTaskLoss } from './run-task-loss.ts'
import { placed, withObjectness, withoutObjectness } from './sample-predictions.ts'
import { aspectFactor, taskLossOf } from './task-loss-reference.ts'

const ROWS = 9
const LAYOUTS = [
  ['with an objectness', withObjectness(ROWS)],
  ['without one', withoutObjectness(ROWS)],
] as const

/** Two images of random rows: boxes about 10 pixels large near (20, 20), probabilities from 0.02 to 0.98. */
function randomImages({ fields }: PredictionLayout): number[][][] {
  const random = seededRandom(11)
  const near = (value: number, reach: number) => value + (2 * random.next() - 1) * reach
  const row = () =>
    Array.from({ length: fields }, (_, field) => (field < 4 ? near(field < 2 ? 20 : 10, 4) : near(0.5, 0.48)))
  return Array.from({ length: 2 }, () => Array.from({ length: ROWS }, row))
}

const LABELS = [
  { classIndex: 0, x: 18, y: 21, width: 9, height: 12 },
  { classIndex: 1, x: 23, y: 19, width: 12, height: 8 },
]

const TARGETS: readonly ImageTargets[] = [
  {
    labels: LABELS,
    assigned: [
      { row: 2, label: 0, overlap: 0.9, target: 0.9 },
      { row: 5, label: 1, overlap: 0.8, target: 0.3 },
      { row: 8, label: 1, overlap: 0.7, target: 0.7 },
    ],
  },
  { labels: LABELS.slice(1), assigned: [{ row: 0, label: 0, overlap: 1, target: 1 }] },
]
const NO_LABELS: ImageTargets = { labels: [], assigned: [] }

function run(
  layout: PredictionLayout,
  images: readonly (readonly (readonly number[])[])[],
  targets: readonly ImageTargets[],
  capacity = 6,
) {
  const { rows, fields, fieldsFirst } = layout
  const dims = fieldsFirst ? [images.length, fields, rows] : [images.length, rows, fields]
  const data = Float32Array.from(images.flatMap((image) => [...placed(layout, image)]))
  return runTaskLoss({ data, dims }, targets, { layout, images: images.length, capacity })
}

describe.each(LAYOUTS)('taskLoss of predictions %s', (_, layout) => {
  const images = randomImages(layout)

  it('is what its definition gives', async () => {
    const { loss } = await run(layout, images, TARGETS)
    expect(loss / taskLossOf(layout, images, TARGETS)).toBeCloseTo(1, 5)
  })

  it('has the slopes of its definition', async () => {
    const { gradient } = await run(layout, images, TARGETS)
    const factors = TARGETS.flatMap(({ labels, assigned }, image) =>
      assigned.map(({ row, label }) => aspectFactor(images[image][row], labels[label])),
    )
    const flat = images.flat(2)
    const unflat = (values: readonly number[]) =>
      images.map((rows, image) =>
        rows.map((row, index) => {
          const from = (image * ROWS + index) * row.length
          return values.slice(from, from + row.length)
        }),
      )
    const expected = slopes(flat, (values) => taskLossOf(layout, unflat(values), TARGETS, factors))
    const inOrder = unflat(expected).flatMap((image) => [...placed(layout, image)])
    const size = Math.max(...expected.map(Math.abs))
    expectAllClose(
      Array.from(gradient, (value) => value / size),
      inOrder.map((value) => value / size),
    )
  })

  it('does not change with more places than are needed', async () => {
    const tight = await run(layout, images, TARGETS, 4)
    const roomy = await run(layout, images, TARGETS, 40)
    expect(roomy.loss).toBeCloseTo(tight.loss, 6)
    expectAllClose([...roomy.gradient], [...tight.gradient], 6)
  })

  it('wants a score of 0 everywhere, and nothing of boxes, in an image without labels', async () => {
    const one = images.slice(0, 1)
    const { loss, gradient } = await run(layout, one, [NO_LABELS])
    expect(loss / taskLossOf(layout, one, [NO_LABELS])).toBeCloseTo(1, 5)
    const scored = new Set(layout.objectness === null ? [4, 5] : [layout.objectness])
    const at = (row: number, field: number) =>
      layout.fieldsFirst ? field * ROWS + row : row * layout.fields + field
    for (let row = 0; row < ROWS; row++)
      for (let field = 0; field < layout.fields; field++) {
        const slope = gradient[at(row, field)]
        if (scored.has(field)) expect(slope).toBeGreaterThan(0)
        else expect(slope).toBe(0)
      }
  })

  it('stays finite for probabilities of 0 and 1 and for empty boxes', async () => {
    const extreme = images.map((rows) =>
      rows.map((row, index) => row.map((value, field) => (field < 4 ? value * (index % 2) : index % 2))),
    )
    const { loss, gradient } = await run(layout, extreme, TARGETS)
    expect(Number.isFinite(loss)).toBe(true)
    expect(gradient.every(Number.isFinite)).toBe(true)
  })
})
