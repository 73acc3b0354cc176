import { statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { describeCoco, findCocoSplits, subfolders } from './coco-layout.ts'
import type { FoundSplit } from './dataset-layout.ts'
import type { ProblemList } from './dataset-problems.ts'
import { splitFor, splitNamed, type SplitPurpose } from './dataset-split.ts'
import { isFolder } from './image-folder.ts'
import { describeList, findYoloSplits, splitsOfYaml } from './yolo-layout.ts'

/** Where a dataset is: a folder or file that says the rest, or annotations and images named one by one. */
export interface DatasetSource {
  /** Folder of a COCO or YOLO dataset or of images; or a COCO JSON, a data.yaml, or a YOLO list. */
  readonly data?: string
  readonly split?: string
  /** COCO JSON; goes before `data`. */
  readonly annotations?: string
  /** Folder of the images of `annotations`; alone, a bare folder of images. */
  readonly images?: string
  /** What split to take where none is named. Default `val`. */
  readonly prefer?: SplitPurpose
}

/** Finds out how a dataset is laid out. Throws USAGE, FILE_NOT_FOUND, DATASET_INVALID. */
export function findLayout(source: DatasetSource, problems: ProblemList): FoundSplit {
  const { annotations, images, data } = source
  if (images !== undefined) requireFolder(images)
  if (annotations !== undefined) {
    return describeCoco(resolve(annotations), undefined, images === undefined ? undefined : resolve(images))
  }
  if (images !== undefined) return bareFolder('', resolve(images))
  if (data === undefined) {
    throw new QuantbenchError(
      'USAGE',
      'Expected a dataset, got neither a data folder nor annotations and images',
      {
        wayOut: 'Name a dataset folder, or an annotation file and a folder of images.',
      },
    )
  }
  return choose(resolve(data), source, problems)
}

/** Names of the splits that a dataset has, each once; '' is what is not divided. Throws as `findLayout`. */
export function listSplits({ data, annotations, images }: DatasetSource): string[] {
  if (annotations !== undefined || images !== undefined || data === undefined) return []
  const { annotated, bare } = splitsIn(resolve(data))
  return [...new Set((annotated.length > 0 ? annotated : bare).map(({ split }) => split))]
}

/** What is found in a folder or file: splits with annotations, and folders of images. */
function splitsIn(data: string, wanted?: string): { annotated: FoundSplit[]; bare: FoundSplit[] } {
  const annotated = isExistingFolder(data)
    ? [...findCocoSplits(data), ...findYoloSplits(data)]
    : splitsOfFile(data)
  return { annotated, bare: isFolder(data) ? bareFolders(data, wanted) : [] }
}

function choose(data: string, source: DatasetSource, problems: ProblemList): FoundSplit {
  const { split, prefer = 'val' } = source
  const { annotated, bare } = splitsIn(data, split)
  if (split !== undefined) {
    const everything = [...annotated, ...bare]
    return splitNamed(split, everything, data)
  }
  const candidates = prefer === 'train' || annotated.length === 0 ? [...annotated, ...bare] : annotated
  return splitFor(prefer, candidates, problems)
}

function splitsOfFile(file: string): FoundSplit[] {
  const ending = extname(file).toLowerCase()
  if (ending === '.json') return [describeCoco(file)]
  if (ending === '.txt') return [describeList(file)]
  const splits = ending === '.yaml' || ending === '.yml' ? splitsOfYaml(file) : []
  if (splits.length > 0) return splits
  throw new QuantbenchError(
    'DATASET_INVALID',
    `${file}: expected a folder, a COCO .json, a data.yaml with train or val, or a list of images (.txt)`,
    { wayOut: "Name the dataset's folder." },
  )
}

function bareFolders(root: string, wanted: string | undefined): FoundSplit[] {
  const usual = (name: string): boolean => /^(?:train|val|test)/i.test(name) || name === wanted
  const splits = [root, join(root, 'images')].flatMap((parent) =>
    subfolders(parent)
      .filter(usual)
      .map((name) => bareFolder(name, join(parent, name), root)),
  )
  return [...splits, bareFolder('', root)]
}

function bareFolder(split: string, folder: string, root = folder): FoundSplit {
  return { split, layout: { kind: 'folder', root, folder } }
}

function isExistingFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw fileError(error, path, 'read')
  }
}

function requireFolder(path: string): void {
  if (isExistingFolder(path)) return
  throw new QuantbenchError('DATASET_INVALID', `${path}: expected a folder of images, got a file`, {
    wayOut: 'Name the folder that the images are in.',
  })
}
