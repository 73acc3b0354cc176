import { readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { imageSize } from '../../../src/main/data/image.ts'
import { openDataset, selectImages, type Dataset } from '../../../src/main/data/dataset.ts'
import type { DatasetOptions } from '../../../src/main/data/dataset-options.ts'
import { describeWithReference, reference } from '../../support/shared.ts'
import { errorOf } from './error-of.ts'
import { folderWith, textSize } from './temporary-folder.ts'

const SKIP: DatasetOptions = { onProblem: 'skip', sizeOf: textSize }
const STOP: DatasetOptions = { onProblem: 'stop', sizeOf: textSize }

const kinds = (dataset: Dataset): string[] => dataset.problems.map(({ kind }) => kind)

/** A COCO file of these images, 100×50, each with one box of category 1. */
function coco(names: string[], change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    images: names.map((file_name, index) => ({ id: 10 + index, file_name, width: 100, height: 50 })),
    annotations: names.map((_, index) => ({
      id: index + 1,
      image_id: 10 + index,
      category_id: 1,
      bbox: [1, 2, 3, 4],
      area: 6,
      iscrowd: 0,
    })),
    categories: [{ id: 1, name: 'cat' }],
    ...change,
  })
}

const IMAGE = '100x50'

describe('openDataset on COCO', () => {
  it.each([
    ['images in SPLIT', 'val2017/', 'annotations/instances_val2017.json', 'x.jpg', 'val2017'],
    ['images in images/SPLIT', 'images/val2017/', 'annotations/instances_val2017.json', 'x.jpg', 'val2017'],
    [
      'file_name with folders',
      'images/val2017/',
      'annotations/instances_val2017.json',
      'val2017/x.jpg',
      'val2017',
    ],
    [
      'file_name with folders not there',
      'val2017/',
      'annotations/instances_val2017.json',
      'coco/v/x.jpg',
      'val2017',
    ],
    ['Roboflow splits', 'valid/', 'valid/_annotations.coco.json', 'x.jpg', 'valid'],
    ['a flat folder', '', '_annotations.coco.json', 'x.jpg', ''],
    ['one JSON and a folder images', 'images/', 'labels.json', 'x.jpg', ''],
    ['FiftyOne', 'data/', 'labels.json', 'x.jpg', ''],
    ['annotations/SPLIT.json', 'val/', 'annotations/val.json', 'x.jpg', 'val'],
  ])('finds %s', async (_, images, annotations, fileName, split) => {
    const data = folderWith({ [`${images}x.jpg`]: IMAGE, [annotations]: coco([fileName]) })
    const dataset = await openDataset({ data }, STOP)
    expect(dataset).toMatchObject({ kind: 'coco', split, problems: [] })
    expect(dataset.annotations).toBe(`${data}/${annotations}`)
    expect(dataset.images).toEqual([
      { id: 10, file: `${data}/${images}x.jpg`, name: fileName, width: 100, height: 50 },
    ])
    expect(dataset.groundTruth?.count).toBe(1)
  })

  it('takes annotations and images where they are named, before anything else', async () => {
    const data = folderWith({
      'a/x.jpg': IMAGE,
      'b/x.jpg': IMAGE,
      'c/any.json': coco(['x.jpg']),
      'x.jpg': IMAGE,
    })
    const dataset = await openDataset(
      { annotations: `${data}/c/any.json`, images: `${data}/b`, data: '/none' },
      STOP,
    )
    expect(dataset.images[0].file).toBe(`${data}/b/x.jpg`)
    const beside = folderWith({ 'annotations/instances_x.json': coco(['x.jpg']), 'x/x.jpg': IMAGE })
    const guessed = await openDataset({ annotations: `${beside}/annotations/instances_x.json` }, STOP)
    expect(guessed.images[0].file).toBe(`${beside}/x/x.jpg`)
    expect((await openDataset({ data: `${beside}/annotations/instances_x.json` }, STOP)).images).toEqual(
      guessed.images,
    )
  })

  it('chooses the split by name, purpose and likeness', async () => {
    const data = folderWith({
      'annotations/instances_train2017.json': coco(['t.jpg']),
      'annotations/instances_val2017.json': coco(['v.jpg']),
      'annotations/captions_val2017.json': '{}',
      'annotations/person_keypoints_val2017.json': coco(['p.jpg']),
      'annotations/image_info_test-dev2017.json': coco(['d.jpg']),
      'train2017/t.jpg': IMAGE,
      'val2017/v.jpg': IMAGE,
      'test-dev2017/d.jpg': IMAGE,
      'test2017/e.jpg': IMAGE,
      'results.json': '[]',
    })
    const splitOf = async (split?: string, prefer?: 'val' | 'train'): Promise<string> =>
      (await openDataset({ data, split, prefer }, STOP)).images[0].name
    expect(await splitOf()).toBe('v.jpg')
    expect(await splitOf(undefined, 'train')).toBe('t.jpg')
    expect(await splitOf('train2017')).toBe('t.jpg')
    expect(await splitOf('val')).toBe('v.jpg')
    expect(await splitOf('test-dev2017')).toBe('d.jpg')
    expect(await splitOf('test2017')).toBe('e.jpg')
    const error = await errorOf(() => splitOf('dev'))
    expect(error.code).toBe('DATASET_INVALID')
    expect(error.message).toContain(
      'expected a split "dev", got the splits train2017, val2017, test-dev2017, test2017',
    )
    expect((await errorOf(() => splitOf('test'))).message).toContain('test-dev2017')
  })

  it('says when only a split of another kind is there', async () => {
    const data = folderWith({
      'annotations/instances_train2017.json': coco(['t.jpg']),
      'train2017/t.jpg': IMAGE,
    })
    const dataset = await openDataset({ data }, STOP)
    expect(dataset.problems).toMatchObject([
      { kind: 'split-substituted', examples: ['wanted val, got train2017'] },
    ])
    expect(dataset.name).toMatch(/\/train2017$/)
  })

  it('keeps the order of the JSON', async () => {
    const names = ['c.jpg', 'a.jpg', 'b.jpg']
    const data = folderWith({ 'all.json': coco(names), 'a.jpg': IMAGE, 'b.jpg': IMAGE, 'c.jpg': IMAGE })
    expect((await openDataset({ data }, STOP)).images.map(({ name }) => name)).toEqual(names)
  })

  it('leaves missing files out with their annotations, or stops', async () => {
    const data = folderWith({ 'all.json': coco(['a.jpg', 'b.jpg', '', 'd.jpg']), 'b.jpg': IMAGE })
    const dataset = await openDataset({ data }, SKIP)
    expect(dataset.images.map(({ name }) => name)).toEqual(['b.jpg'])
    expect([...(dataset.groundTruth?.boxImageIds ?? [])]).toEqual([11])
    expect([...(dataset.groundTruth?.imageIds ?? [])]).toEqual([11])
    expect(dataset.problems).toMatchObject([
      { kind: 'missing-file', count: 3, examples: ['a.jpg', 'image 12 without a file_name', 'd.jpg'] },
    ])
    const error = await errorOf(() => openDataset({ data }, STOP))
    expect(error.code).toBe('DATASET_INVALID')
    expect(error.message).toContain('3 image files not found')
  })

  it('names what it looked for when no file is there', async () => {
    const data = folderWith({
      'annotations/instances_val2017.json': coco(['sub/a.jpg']),
      'images/b.jpg': IMAGE,
    })
    const error = await errorOf(() => openDataset({ data }, SKIP))
    expect(error.code).toBe('DATASET_INVALID')
    expect(error.message).toContain(
      `looked for "sub/a.jpg" with and without its folders in ${data}/images, ${data}/annotations, ${data}`,
    )
  })

  it('leaves out images and annotations that make no sense, and says so', async () => {
    const data = folderWith({
      'a.jpg': IMAGE,
      'b.jpg': IMAGE,
      'all.json': coco(['a.jpg', 'b.jpg'], {
        images: [
          { id: 1, file_name: 'a.jpg', width: 100, height: 50 },
          { id: 1, file_name: 'b.jpg', width: 100, height: 50 },
        ],
        annotations: [
          { id: 1, image_id: 1, category_id: 1, bbox: [0, 0, 5, 5] },
          { id: 2, image_id: 2, category_id: 1, bbox: [0, 0, 5, 5] },
          { image_id: 1, category_id: 9, bbox: [0, 0, 5, 5], area: 3 },
        ],
      }),
    })
    const dataset = await openDataset({ data }, SKIP)
    expect(dataset.images.map(({ name }) => name)).toEqual(['a.jpg'])
    expect(dataset.groundTruth?.count).toBe(1)
    expect(kinds(dataset)).toEqual([
      'ids-filled-in',
      'areas-filled-in',
      'duplicate-image',
      'unknown-image',
      'unknown-category',
    ])
  })

  it('does not pass over annotations that are damaged', async () => {
    const data = folderWith({ 'annotations/instances_val2017.json': '', 'val2017/a.jpg': IMAGE })
    const error = await errorOf(() => openDataset({ data }, SKIP))
    expect(error.code).toBe('JSON_INVALID')
    expect(error.message).toContain('instances_val2017.json: expected an object, got the end of the file')
  })

  it('has no ground truth without annotations', async () => {
    const data = folderWith({ 'all.json': coco(['a.jpg'], { annotations: undefined }), 'a.jpg': IMAGE })
    expect((await openDataset({ data }, STOP)).groundTruth).toBeNull()
  })

  it('looks into the images when asked, and where sizes are absent', async () => {
    const data = folderWith({
      'a.jpg': '50x100',
      'b.jpg': 'broken',
      'c.jpg': '30x40',
      'all.json': coco([], {
        images: [
          { id: 1, file_name: 'a.jpg', width: 100, height: 50 },
          { id: 2, file_name: 'b.jpg', width: 100, height: 50 },
          { id: 3, file_name: 'c.jpg' },
        ],
        annotations: [1, 2, 3].map((id) => ({
          id,
          image_id: id,
          category_id: 1,
          bbox: [0, 0, 90, 5],
          area: 1,
        })),
      }),
    })
    const quick = await openDataset({ data }, SKIP)
    expect(quick.images).toMatchObject([{ width: 100 }, { width: 100 }, { width: 30, height: 40 }])
    expect(kinds(quick)).toEqual(['box-outside'])
    const steps: number[] = []
    const thorough = await openDataset(
      { data },
      { ...SKIP, checkImages: true, context: { onProgress: ({ done }) => steps.push(done) } },
    )
    expect(thorough.images.map(({ name, width }) => [name, width])).toEqual([
      ['a.jpg', 100],
      ['c.jpg', 30],
    ])
    expect(thorough.problems).toMatchObject([
      { kind: 'size-mismatch', examples: ['a.jpg: 100×50 annotated, 50×100 in the file'], image: 'a.jpg' },
      { kind: 'unreadable-image', examples: ['b.jpg: not an image'], image: 'b.jpg' },
      { kind: 'box-outside', count: 1 },
    ])
    expect([...(thorough.groundTruth?.imageIds ?? [])]).toEqual([1, 3])
    expect(steps).toEqual([1, 2, 3])
  })
})

const LABEL = '0 0.5 0.5 0.5 0.5\n'
const YAML = 'train: images/train\nval: images/val\nnames: [cat, dog]\n'

describe('openDataset on YOLO', () => {
  it.each([
    ['data.yaml', { 'data.yaml': YAML, 'images/val/7.jpg': IMAGE, 'labels/val/7.txt': LABEL }, 'val'],
    [
      'a list with ./ paths',
      {
        'val2017.txt': './images/val2017/7.jpg\n',
        'images/val2017/7.jpg': IMAGE,
        'labels/val2017/7.txt': LABEL,
      },
      'val2017',
    ],
    [
      'a list made elsewhere',
      { 'val.txt': '/content/coco/images/v/7.jpg\r\n', 'images/v/7.jpg': IMAGE, 'labels/v/7.txt': LABEL },
      'val',
    ],
    ['images/SPLIT and labels/SPLIT', { 'images/val/7.jpg': IMAGE, 'labels/val/7.txt': LABEL }, 'val'],
    ['SPLIT/images and SPLIT/labels', { 'valid/images/7.jpg': IMAGE, 'valid/labels/7.txt': LABEL }, 'valid'],
    ['images and labels', { 'images/7.jpg': IMAGE, 'labels/7.txt': LABEL }, ''],
    [
      'data.yaml written for another folder',
      {
        'data.yaml': 'path: ../datasets/x\nval: ../valid/images\n',
        'valid/images/7.jpg': IMAGE,
        'valid/labels/7.txt': LABEL,
      },
      'val',
    ],
  ])('finds %s', async (_, files, split) => {
    const data = folderWith(files)
    const dataset = await openDataset({ data }, STOP)
    expect(dataset).toMatchObject({ kind: 'yolo', split })
    expect(dataset.images).toHaveLength(1)
    expect(dataset.images[0]).toMatchObject({ id: 7, width: 100, height: 50 })
    expect(dataset.images[0].file).toMatch(/7\.jpg$/)
    expect(dataset.groundTruth).toMatchObject({
      count: 1,
      boxes: Float64Array.of(25, 12.5, 50, 25),
      areas: Float64Array.of(1250),
      boxImageIds: Float64Array.of(7),
      boxCategoryIds: Float64Array.of(0),
    })
  })

  it('takes a data.yaml or a list named itself', async () => {
    const data = folderWith({
      'sets/a.yaml': 'path: ..\nval: [images/a, images/b]\nnames: {0: cat}\n',
      'images/a/1.jpg': IMAGE,
      'images/b/2.png': IMAGE,
      'labels/b/2.txt': LABEL,
      'only.txt': 'images/b/2.png',
      'classes.txt': 'cat\ndog\n',
    })
    const fromYaml = await openDataset({ data: `${data}/sets/a.yaml` }, STOP)
    expect(fromYaml.images.map(({ id }) => id)).toEqual([1, 2])
    expect(fromYaml.groundTruth?.categories).toEqual([{ id: 0, name: 'cat' }])
    expect(kinds(fromYaml)).toEqual(['image-without-annotations'])
    const fromList = await openDataset({ data: `${data}/only.txt` }, STOP)
    expect(fromList.images.map(({ name }) => name)).toEqual(['images/b/2.png'])
    expect(fromList.groundTruth?.categories.map(({ name }) => name)).toEqual(['cat', 'dog'])
  })

  it('numbers images when a name is no number, and names classes when nothing does', async () => {
    const data = folderWith({
      'images/val/7.jpg': IMAGE,
      'images/val/b.jpg': IMAGE,
      'labels/val/b.txt': '2 0.5 0.5 1 1\n',
    })
    const dataset = await openDataset({ data }, STOP)
    expect(dataset.images.map(({ id, name }) => [id, name])).toEqual([
      [1, 'images/val/7.jpg'],
      [2, 'images/val/b.jpg'],
    ])
    expect(dataset.groundTruth?.categories.map(({ name }) => name)).toEqual(['class 0', 'class 1', 'class 2'])
  })

  it('reads sizes and labels only where ground truth is wanted', async () => {
    const data = folderWith({ 'images/val/7.jpg': 'broken', 'labels/val/7.txt': LABEL })
    const dataset = await openDataset({ data }, { ...STOP, withGroundTruth: false })
    expect(dataset.images).toMatchObject([{ id: 7, width: 0, height: 0 }])
    expect(dataset.groundTruth).toBeNull()
    const error = await errorOf(() => openDataset({ data }, SKIP))
    expect(error.code).toBe('DATASET_EMPTY')
    expect(error.message).toContain('1 image cannot be decoded')
  })

  it('lists everything that is wrong', async () => {
    const data = folderWith({
      'data.yaml': 'val: list.txt\nnames: [cat]\n',
      'list.txt': './images/1.jpg\n./images/2.jpg\n./images/3.jpg\n./images/1.jpg\n',
      'images/1.jpg': IMAGE,
      'images/3.jpg': 'broken',
      'labels/1.txt': `${LABEL}${LABEL}1 0.5 0.5 0.1 0.1\n0 320 240 50 60\n0 1 1\n`,
    })
    const dataset = await openDataset({ data, split: 'val' }, SKIP)
    expect(dataset.images.map(({ id }) => id)).toEqual([1])
    expect(dataset.groundTruth?.count).toBe(2)
    expect(dataset.problems.map(({ kind, examples }) => [kind, examples[0]])).toEqual([
      ['missing-file', './images/2.jpg'],
      ['unreadable-image', 'images/3.jpg: not an image'],
      ['duplicate-label', 'labels/1.txt:2'],
      ['bad-label', "labels/1.txt:5: '0 1 1'"],
      ['unknown-category', 'annotation 2 of images/1.jpg: category 1'],
      ['box-outside', 'annotation 3 of images/1.jpg: 29500 10500 5000 3000 in 100×50'],
    ])
    expect((await errorOf(() => openDataset({ data, split: 'val' }, STOP))).message).toContain(
      '1 label line that cannot be read',
    )
  })

  it('says where it looked', async () => {
    const data = folderWith({
      'data.yaml': 'path: x\nval: images/val\ntrain: list.txt\n',
      'list.txt': './images/1.jpg\n',
    })
    const noFolder = await errorOf(() => openDataset({ data }, SKIP))
    expect(noFolder.code).toBe('DATASET_INVALID')
    expect(noFolder.message).toContain(`found none at ${data}/x/images/val, ${data}/images/val, `)
    const noFiles = await errorOf(() => openDataset({ data, split: 'train' }, SKIP))
    expect(noFiles.code).toBe('DATASET_INVALID')
    expect(noFiles.message).toContain(
      'expected the files of the 1 images listed, found none; looked for "./images/1.jpg"',
    )
    writeFileSync(`${data}/list.txt`, 'images/1.jpg\n0 0.5 0.5 1 1\n')
    const noList = await errorOf(() => openDataset({ data, split: 'train' }, SKIP))
    expect(noList.message).toContain(
      "expected the path of an image on every line, got '0 0.5 0.5 1 1' on line 2",
    )
  })
})

describe('openDataset on bare folders', () => {
  const files = {
    'train/b.jpg': IMAGE,
    'train/a/c.png': IMAGE,
    'other/d.jpg': IMAGE,
    'train/broken.jpg': 'x',
  }

  it('takes all images, or those of a split', async () => {
    const data = folderWith(files)
    const all = await openDataset({ data }, STOP)
    expect(all).toMatchObject({ kind: 'folder', split: 'train', groundTruth: null, annotations: null })
    const images = await openDataset({ images: `${data}/train` }, STOP)
    expect(images.images.map(({ id, name, width }) => [id, name, width])).toEqual([
      [1, 'a/c.png', 0],
      [2, 'b.jpg', 0],
      [3, 'broken.jpg', 0],
    ])
    expect((await openDataset({ data, split: 'other' }, STOP)).images).toHaveLength(1)
    expect((await openDataset({ data: `${data}/other`, prefer: 'train' }, STOP)).images).toHaveLength(1)
  })

  it('checks them when asked', async () => {
    const data = folderWith(files)
    const dataset = await openDataset({ images: data }, { ...SKIP, checkImages: true })
    expect(dataset.images.map(({ name, width }) => [name, width])).toEqual([
      ['other/d.jpg', 100],
      ['train/a/c.png', 100],
      ['train/b.jpg', 100],
    ])
    expect(kinds(dataset)).toEqual(['unreadable-image'])
  })

  it.each([
    [{}, 'USAGE', 'got neither a data folder'],
    [{ data: 'none' }, 'FILE_NOT_FOUND', 'none does not exist'],
    [{ data: '' }, 'DATASET_EMPTY', 'expected images, got none that can be used'],
    [{ data: 'notes.md' }, 'DATASET_INVALID', 'expected a folder, a COCO .json, a data.yaml'],
    [{ data: 'x.yaml' }, 'DATASET_INVALID', 'expected a folder, a COCO .json, a data.yaml'],
    [{ data: 'x.yaml', split: 'val' }, 'DATASET_INVALID', 'expected a folder'],
    [{ images: 'notes.md' }, 'DATASET_INVALID', 'expected a folder of images, got a file'],
    [{ data: '', split: 'val' }, 'DATASET_INVALID', 'expected a split "val", got a folder without splits'],
    [{ annotations: 'none.json' }, 'FILE_NOT_FOUND', 'none.json does not exist'],
  ])('refuses %j', async (source, code, message) => {
    const folder = folderWith({ 'notes.md': 'x', 'x.yaml': 'a: 1\n' })
    const absolute = Object.fromEntries(
      Object.entries(source).map(([key, value]) => [key, key === 'split' ? value : `${folder}/${value}`]),
    )
    const error = await errorOf(() => openDataset(absolute, SKIP))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })
})

describe('selectImages', () => {
  const names = Array.from({ length: 20 }, (_, index) => `${index}.jpg`)
  const open = (): Promise<Dataset> =>
    openDataset(
      {
        data: folderWith({
          'all.json': coco(names),
          ...Object.fromEntries(names.map((name) => [name, IMAGE])),
        }),
      },
      STOP,
    )

  it('takes the first images and their annotations', async () => {
    const selected = selectImages(await open(), { count: 3 })
    expect(selected.images.map(({ id }) => id)).toEqual([10, 11, 12])
    expect([...(selected.groundTruth?.imageIds ?? [])]).toEqual([10, 11, 12])
    expect([...(selected.groundTruth?.annotationIds ?? [])]).toEqual([1, 2, 3])
  })

  it('takes the same sample for the same seed, in the order of the dataset', async () => {
    const dataset = await open()
    const ids = (seed: number): number[] =>
      selectImages(dataset, { count: 6, seed }).images.map(({ id }) => id)
    expect(ids(1)).toEqual(ids(1))
    expect(ids(1)).not.toEqual(ids(2))
    expect(ids(1)).toEqual([...ids(1)].sort((a, b) => a - b))
    expect(new Set(ids(1)).size).toBe(6)
    expect(selectImages(dataset, { count: 6, seed: 1 }).groundTruth?.count).toBe(6)
  })

  it('takes all when there are fewer, and refuses less than one', async () => {
    const dataset = await open()
    expect(selectImages(dataset, { count: 99, seed: 3 }).images).toEqual(dataset.images)
    for (const count of [0, -1, 1.5, NaN]) {
      expect((await errorOf(() => selectImages(dataset, { count }))).code).toBe('USAGE')
    }
  })

  it('has a hash of the list that moves with the dataset and changes with it', async () => {
    const [one, other] = [await open(), await open()]
    expect(one.listHash).toMatch(/^[\da-f]{64}$/)
    expect(one.listHash).toBe(other.listHash)
    const all = selectImages(one, { count: 20 })
    expect(all.listHash).toBe(one.listHash)
    expect(selectImages(one, { count: 19 }).listHash).not.toBe(one.listHash)
    writeFileSync(other.images[4].file, '1000x500')
    expect(selectImages(other, { count: 20 }).listHash).not.toBe(one.listHash)
  })
})

describeWithReference('coco-mini', 'openDataset on COCO 2017', () => {
  it('finds the splits and every image, without problems but for what COCO itself has', async () => {
    const data = reference('coco-mini')
    const options: DatasetOptions = { onProblem: 'stop', sizeOf: imageSize, checkImages: true }
    const val = await openDataset({ data }, options)
    expect(val.name).toBe('coco-mini/val2017')
    expect(val.images).toHaveLength(79)
    expect(val.images[0]).toMatchObject({ id: 397133, name: '000000397133.jpg', width: 640, height: 427 })
    expect(val.problems.every(({ level }) => level === 'info')).toBe(true)
    const train = await openDataset({ data, prefer: 'train' }, options)
    expect(train.images).toHaveLength(80)
    expect(new Set(train.images.map(({ name }) => name))).toEqual(new Set(readdirSync(`${data}/train2017`)))
  })
})
