import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gallery } from '../../../../src/main/api/analysis/methods/gallery.ts'
import type { AnalysisInput } from '../../../../src/main/api/analysis/analysis-calls.ts'
import { folderWith } from '../../data/temporary-folder.ts'

type Box = [number, number, number, number]
type Found = { image: number; category: number; bbox: Box; score: number }

const LEFT: Box = [0, 0, 40, 40]
const RIGHT: Box = [100, 0, 40, 40]

const results = (found: Found[]) =>
  JSON.stringify(
    found.map(({ image, category, bbox, score }) => ({
      image_id: image,
      category_id: category,
      bbox,
      score,
    })),
  )

/** Four images: 1 is alike in both runs, 2 loses a box, 3 gains one and moves one, 4 changes a class. */
const BEFORE: Found[] = [
  { image: 1, category: 1, bbox: LEFT, score: 0.9 },
  { image: 2, category: 1, bbox: LEFT, score: 0.85 },
  { image: 2, category: 2, bbox: RIGHT, score: 0.3 },
  { image: 3, category: 1, bbox: LEFT, score: 1 },
  { image: 4, category: 1, bbox: LEFT, score: 0.5 },
]
const AFTER: Found[] = [
  { image: 1, category: 1, bbox: LEFT, score: 0.9 },
  { image: 2, category: 2, bbox: RIGHT, score: 0.26 },
  { image: 3, category: 1, bbox: [0, 0, 40, 30], score: 1 },
  { image: 3, category: 2, bbox: RIGHT, score: 0.625 },
  { image: 4, category: 2, bbox: LEFT, score: 0.4 },
]

function workspace(before = BEFORE, after = AFTER) {
  const annotation = (image: number, id: number) => ({
    id,
    image_id: image,
    category_id: 1,
    bbox: LEFT,
    area: 1600,
    iscrowd: 0,
  })
  const annotations = {
    images: [1, 2, 3, 4].map((id) => ({ id, file_name: `${id}.jpg`, width: 200, height: 100 })),
    annotations: [annotation(1, 1), annotation(2, 2), annotation(4, 3)],
    categories: [
      { id: 1, name: 'cat' },
      { id: 2, name: 'dog' },
    ],
  }
  const folder = folderWith({
    'data/annotations/instances_val2017.json': JSON.stringify(annotations),
    ...Object.fromEntries([1, 2, 3, 4].map((id) => [`data/val2017/${id}.jpg`, ''])),
    'before.json': results(before),
    'after.json': results(after),
  })
  const asked: AnalysisInput<'comparisons.gallery'> = {
    detections: [join(folder, 'before.json'), join(folder, 'after.json')],
    data: {
      root: join(folder, 'data'),
      split: 'val2017',
      annotations: join(folder, 'data/annotations/instances_val2017.json'),
      folders: [],
      images: 4,
    },
    confidence: 0.25,
    show: 'all',
    sort: 'damage',
    offset: 0,
    limit: 24,
  }
  const ask = (changes: Partial<typeof asked> = {}) =>
    gallery({ ...asked, ...changes }, new AbortController().signal)
  const ids = async (changes: Partial<typeof asked>) => (await ask(changes)).images.map(({ id }) => id)
  return { folder, asked, ask, ids }
}

describe('gallery', () => {
  it('tells what became of every box, the worst image first', async () => {
    const { ask, folder } = workspace()
    const { images, total, categories, folders } = await ask()
    expect(total).toBe(4)
    expect(categories).toEqual([
      { id: 1, name: 'cat' },
      { id: 2, name: 'dog' },
    ])
    expect(folders).toEqual([join(folder, 'data/val2017')])
    // (0.85 − 0.25) / 0.75; (0.625 − 0.25) / 0.75 + 1 × (1 − 0.75); (0.5 − 0.25) / 0.75; nothing.
    expect(images.map(({ id, damage }) => [id, Number(damage.toFixed(9))])).toEqual([
      [2, 0.8],
      [3, 0.75],
      [4, 0.333333333],
      [1, 0],
    ])
    expect(images[0]).toMatchObject({
      name: '2.jpg',
      path: join(folder, 'data/val2017/2.jpg'),
      width: 200,
      height: 100,
      counts: { lost: 1, gained: 0, moved: 0, reclassified: 0 },
      truth: [{ bbox: LEFT, category: 1, crowd: false }],
      predictions: [
        [
          { bbox: LEFT, category: 1, score: 0.85, state: 'lost' },
          { bbox: RIGHT, category: 2, score: 0.3, state: 'same' },
        ],
        [{ bbox: RIGHT, category: 2, score: 0.26, state: 'same' }],
      ],
    })
    expect(images[1].predictions.map((boxes) => boxes.map(({ state }) => state))).toEqual([
      ['moved'],
      ['moved', 'gained'],
    ])
    expect(images[2].predictions.map((boxes) => boxes.map(({ state }) => state))).toEqual([
      ['reclassified'],
      ['reclassified'],
    ])
    expect(images[1].truth).toEqual([])
  })

  it('filters by what happened, sorts and turns pages', async () => {
    const { ask, ids } = workspace()
    expect(await ids({ show: 'changed' })).toEqual([2, 3, 4])
    expect(await ids({ show: 'lost' })).toEqual([2])
    expect(await ids({ show: 'gained' })).toEqual([3])
    expect(await ids({ show: 'moved' })).toEqual([3])
    expect(await ids({ show: 'reclassified' })).toEqual([4])
    expect(await ids({ sort: 'order' })).toEqual([1, 2, 3, 4])
    expect(await ids({ offset: 1, limit: 2 })).toEqual([3, 4])
    expect(await ids({ offset: 9 })).toEqual([])
    expect((await ask({ offset: 9 })).total).toBe(4)
  })

  it('finds one image wherever it stands, also where the filter leaves it out', async () => {
    const { ask } = workspace()
    const { chosen, images } = await ask({ image: 3, limit: 1 })
    expect(images.map(({ id }) => id)).toEqual([2])
    expect(chosen).toMatchObject({ at: 1, image: { id: 3, counts: { gained: 1, moved: 1 } } })
    expect((await ask({ image: 1, show: 'lost' })).chosen).toMatchObject({ at: null, image: { id: 1 } })
    expect((await ask({ image: 99 })).chosen).toBeNull()
    expect((await ask()).chosen).toBeNull()
  })

  it('follows the confidence', async () => {
    const { ask, ids } = workspace()
    expect(await ids({ show: 'changed', confidence: 0.9 })).toEqual([3])
    // At 0.28 the dog of image 2 is lost as well.
    const [first] = (await ask({ confidence: 0.28 })).images
    expect([first.id, first.counts.lost]).toEqual([2, 2])
    expect(await ids({ show: 'changed' })).toEqual([2, 3, 4])
  })

  it('with a category tells its changes alone', async () => {
    const { ask, ids } = workspace()
    expect(await ids({ show: 'changed', category: 2 })).toEqual([3, 4])
    expect(await ids({ show: 'lost', category: 2 })).toEqual([])
    const [third] = (await ask({ show: 'gained', category: 2 })).images
    expect(third).toMatchObject({ id: 3, damage: 0.5, counts: { gained: 1, moved: 0 } })
    // Images that have it at all, by the truth or a run.
    expect(await ids({ category: 1, sort: 'order' })).toEqual([1, 2, 3, 4])
    expect(await ids({ category: 2, sort: 'order' })).toEqual([2, 3, 4])
  })

  it('holds several runs against the first; its boxes have the worst that any did to them', async () => {
    const { ask, asked } = workspace()
    const [before, after] = asked.detections
    const { images } = await ask({ detections: [before, after, before] })
    expect(images.map(({ id, predictions }) => [id, predictions.length])[0]).toEqual([2, 3])
    expect(images[0].predictions[0][0].state).toBe('lost')
    expect(images[0].predictions[2][0].state).toBe('same')
    expect(images[0].damage).toBeCloseTo(0.8, 12)
    const alone = await ask({ detections: [before], show: 'all' })
    expect(alone.images.every(({ damage }) => damage === 0)).toBe(true)
  })

  it('takes only the images that the runs saw', async () => {
    const { asked, ids } = workspace()
    expect(await ids({ data: { ...asked.data, images: 2 }, sort: 'order' })).toEqual([1, 2])
  })

  it('does without the image files', async () => {
    const { ask, folder } = workspace()
    rmSync(join(folder, 'data/val2017'), { recursive: true })
    const { images, folders } = await ask()
    expect(images.map(({ id }) => id)).toEqual([2, 3, 4, 1])
    expect(images[0].truth).toHaveLength(1)
    expect(folders).toEqual([join(folder, 'data')])
  })

  it('finds images in the folder that the command line named', async () => {
    const { ask, asked, folder } = workspace()
    const elsewhere = folderWith(Object.fromEntries([1, 2, 3, 4].map((id) => [`${id}.jpg`, ''])))
    rmSync(join(folder, 'data/val2017'), { recursive: true })
    const { images } = await ask({ data: { ...asked.data, folders: ['/nowhere', elsewhere] } })
    expect(images[0].path).toBe(join(elsewhere, '2.jpg'))
  })

  it('reads a file again when it has changed', async () => {
    const { ids, asked } = workspace()
    expect(await ids({ show: 'lost' })).toEqual([2])
    writeFileSync(asked.detections[1], results(BEFORE))
    utimesSync(asked.detections[1], 1, 1)
    expect(await ids({ show: 'changed' })).toEqual([])
  })

  it('says what it cannot read', async () => {
    const { ask, asked } = workspace()
    const [before] = asked.detections
    await expect(ask({ detections: [before, '/nowhere.json'] })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
    writeFileSync(asked.detections[1], '[{')
    await expect(ask()).rejects.toMatchObject({ code: 'JSON_INVALID' })
    await expect(
      ask({ data: { ...asked.data, annotations: null, root: '/nowhere' }, detections: [before] }),
    ).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})
