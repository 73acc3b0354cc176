import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Progress } from '../../../src/main/base/progress.ts'
import { sha256 } from '../../../src/main/base/files.ts'
import { readCocoGroundTruth } from '../../../src/main/data/coco-json.ts'
import { openDataset, type Dataset } from '../../../src/main/data/dataset.ts'
import { DEMO_CLASSES } from '../../../src/main/data/demo-set/classes.ts'
import { renderScene } from '../../../src/main/data/demo-set/scene.ts'
import { makeDemoSet } from '../../../src/main/data/demo-set.ts'
import { decodeImage, imageSize } from '../../../src/main/data/image.ts'
import { errorOf } from './error-of.ts'
import { folderWith } from './temporary-folder.ts'

const SMALL = { train: 5, val: 3, seed: 11 }

const split = (data: string, name: string): Promise<Dataset> =>
  openDataset({ data, split: name }, { onProblem: 'stop', sizeOf: imageSize, checkImages: true })

/** SHA-256 of every file below the folder. */
function contentOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()
  return Object.fromEntries(files.map((path) => [path, sha256(readFileSync(join(folder, path)))]))
}

async function madeAnew(options = SMALL): Promise<Record<string, string>> {
  const folder = folderWith({})
  await makeDemoSet(folder, options)
  return contentOf(folder)
}

describe('makeDemoSet', () => {
  it('writes a dataset that opens without a problem and holds what was rendered', async () => {
    const folder = join(folderWith({}), 'new/demo')
    await makeDemoSet(folder, SMALL)
    const train = await split(folder, 'train2017')
    const val = await split(folder, 'val2017')
    expect(train.problems.filter(({ level }) => level === 'problem')).toEqual([])
    expect([train.images.length, val.images.length]).toEqual([5, 3])
    expect(train.groundTruth?.categories.map(({ name }) => name)).toEqual(DEMO_CLASSES)
    const { image } = renderScene(11, 2, 'val2017')
    expect(await decodeImage(val.images[2].file)).toEqual(image)
    const ids = [...train.images, ...val.images].map(({ id }) => id)
    expect(new Set(ids).size).toBe(8)
  })

  it('annotates boxes, areas and crowds as COCO has them', async () => {
    const folder = folderWith({})
    await makeDemoSet(folder, { train: 40, val: 1, seed: 11 })
    const { groundTruth, filledIn } = readCocoGroundTruth(
      join(folder, 'annotations/instances_train2017.json'),
    )
    const rendered = Array.from(
      { length: 40 },
      (_, index) => renderScene(11, index, 'train2017').boxes,
    ).flat()
    expect(filledIn).toEqual({ imageIds: 0, annotationIds: 0, areas: 0 })
    expect(groundTruth.count).toBe(rendered.length)
    expect([...groundTruth.boxes]).toEqual(rendered.flatMap(({ bbox }) => [...bbox]))
    expect([...groundTruth.areas]).toEqual(rendered.map(({ area }) => area))
    expect([...groundTruth.boxCategoryIds]).toEqual(rendered.map(({ category }) => category + 1))
    expect([...groundTruth.crowd]).toEqual(rendered.map(({ crowd }) => (crowd ? 1 : 0)))
    expect(groundTruth.crowd).toContain(1)
  })

  it('begins with the images of a smaller set', async () => {
    const small = await madeAnew()
    const large = await madeAnew({ train: 8, val: 4, seed: 11 })
    const images = Object.keys(small).filter((path) => path.endsWith('.png'))
    expect(images.length).toBe(8)
    for (const path of images) expect(large[path]).toBe(small[path])
  })

  it('leaves a whole set alone', async () => {
    const folder = folderWith({})
    await makeDemoSet(folder, SMALL)
    // Another picture under the name would be kept, so nothing was rendered or written.
    const image = join(folder, 'train2017', '000000000001.png')
    writeFileSync(image, 'kept')
    const steps: Progress[] = []
    await makeDemoSet(folder, SMALL, { onProgress: (step) => steps.push(step) })
    expect(readFileSync(image, 'utf8')).toBe('kept')
    expect(steps).toEqual([])
  })

  it.each([
    ['an image', ['train2017/000000000003.png']],
    ['the images of a split', ['val2017']],
    ['annotations', ['annotations/instances_val2017.json']],
    ['the folder of annotations and an image', ['annotations', 'val2017/000000100001.png']],
  ])('completes a set that lacks %s', async (_, lost) => {
    const folder = folderWith({})
    await makeDemoSet(folder, SMALL)
    for (const path of lost) rmSync(join(folder, path), { recursive: true })
    await makeDemoSet(folder, SMALL)
    expect(contentOf(folder)).toEqual(await madeAnew())
  })

  it('makes annotations anew that somebody changed', async () => {
    const folder = folderWith({})
    await makeDemoSet(folder, SMALL)
    writeFileSync(join(folder, 'annotations/instances_val2017.json'), '{"images":[]}')
    await makeDemoSet(folder, SMALL)
    expect(contentOf(folder)).toEqual(await madeAnew())
  })

  it('grows and shrinks to the size asked for', async () => {
    const folder = folderWith({})
    await makeDemoSet(folder, SMALL)
    await makeDemoSet(folder, { train: 7, val: 2, seed: 11 })
    expect(contentOf(folder)).toEqual(await madeAnew({ train: 7, val: 2, seed: 11 }))
  })

  it.each([
    ['another seed', '{"version":1,"seed":1,"splits":null}\n'],
    ['another version', '{"version":0,"seed":11,"splits":null}\n'],
    ['a damaged manifest', '{"ver'],
  ])('makes a set of %s anew', async (_, manifest) => {
    const folder = folderWith({})
    await makeDemoSet(folder, { train: 6, val: 3, seed: 1 })
    writeFileSync(join(folder, 'demo-set.manifest'), manifest)
    await makeDemoSet(folder, SMALL)
    expect(contentOf(folder)).toEqual(await madeAnew())
  })

  it('stops when cancelled and goes on from there', async () => {
    const folder = folderWith({})
    const stop = new AbortController()
    const steps: Progress[] = []
    const onProgress = (step: Progress): void => {
      steps.push(step)
      if (step.done === 2) stop.abort()
    }
    const wanted = { train: 12, val: 3, seed: 11 }
    const error = await errorOf(() => makeDemoSet(folder, wanted, { onProgress, signal: stop.signal }))
    const images = readdirSync(join(folder, 'train2017')).filter((name) => name.endsWith('.png'))
    const made = images.map((name) => statSync(join(folder, 'train2017', name)).mtimeMs)
    expect(error.code).toBe('CANCELLED')
    expect(steps[0]).toEqual({ phase: 'generate', done: 1, total: 15, unit: 'images' })
    expect(images.length).toBeGreaterThanOrEqual(2)
    expect(images.length).toBeLessThan(12)
    expect(existsSync(join(folder, 'annotations'))).toBe(false)
    await makeDemoSet(folder, wanted)
    expect(images.map((name) => statSync(join(folder, 'train2017', name)).mtimeMs)).toEqual(made)
    expect(contentOf(folder)).toEqual(await madeAnew(wanted))
  })

  it('refuses a folder with another dataset and leaves it as it was', async () => {
    const folder = folderWith({ 'annotations/instances_train2017.json': '{}', 'train2017/x.jpg': 'x' })
    const error = await errorOf(() => makeDemoSet(folder, SMALL))
    expect(error.code).toBe('DATASET_INVALID')
    expect(error.message).toContain('expected a folder for the demo set')
    expect(Object.keys(contentOf(folder))).toEqual([
      'annotations/instances_train2017.json',
      'train2017/x.jpg',
    ])
  })

  it.each([
    ['a file where the folder should be', 'demo', 'demo'],
    ['a file where a parent should be', 'demo', 'demo/below'],
  ])('tells of %s', async (_, file, target) => {
    const folder = folderWith({ [file]: 'x' })
    const error = await errorOf(() => makeDemoSet(join(folder, target), SMALL))
    expect(error.code).toBe('FILE_UNWRITABLE')
    expect(error.message).toContain(target)
    expect(error.wayOut).toBeDefined()
  })

  it('tells of a file where the images should go', async () => {
    const folder = folderWith({})
    await makeDemoSet(folder, SMALL)
    rmSync(join(folder, 'val2017'), { recursive: true })
    writeFileSync(join(folder, 'val2017'), 'x')
    expect((await errorOf(() => makeDemoSet(folder, SMALL))).code).toBe('FILE_UNWRITABLE')
  })

  it.each([{ train: 0 }, { val: 1.5 }, { train: 100_001 }, { seed: -1 }, { seed: NaN }])(
    'refuses %o',
    async (options) => {
      expect((await errorOf(() => makeDemoSet(folderWith({}), options))).code).toBe('USAGE')
    },
  )
})
