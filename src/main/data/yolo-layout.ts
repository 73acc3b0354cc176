import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { subfolders } from './coco-layout.ts'
import { parseDataYaml } from './data-yaml.ts'
import type { FoundSplit, YoloLayout } from './dataset-layout.ts'
import { isFile, isFolder } from './image-folder.ts'

/** Splits of a YOLO dataset: from a data.yaml, lists SPLIT.txt, images/SPLIT with labels/SPLIT, or SPLIT/images with SPLIT/labels. */
export function findYoloSplits(root: string): FoundSplit<YoloLayout>[] {
  const yamls = readdirSync(root)
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort()
  const fromYaml = yamls.flatMap((name) => splitsOfYaml(join(root, name)))
  const names = fromYaml.find(({ layout }) => layout.names !== null)?.layout.names ?? classesTxt(root)
  const lists = readdirSync(root)
    .filter((name) => /^(?:train|val|test).*\.txt$/i.test(name))
    .sort()
  const found = (split: string, source: string): FoundSplit<YoloLayout> => ({
    split,
    layout: { kind: 'yolo', root, sources: [[source]], names },
  })
  return [
    ...fromYaml,
    ...lists.map((name) => found(basename(name, '.txt'), join(root, name))),
    ...foldersWithLabels(root).map(([split, folder]) => found(split, folder)),
  ]
}

/** The layout of one list file or data.yaml that was named itself. */
export function describeList(list: string): FoundSplit<YoloLayout> {
  const root = dirname(list)
  const layout = { kind: 'yolo', root, sources: [[list]], names: classesTxt(root) } as const
  return { split: basename(list, '.txt'), layout }
}

/** The splits that a data.yaml names; none for another kind of YAML file. Throws DATASET_INVALID. */
export function splitsOfYaml(file: string): FoundSplit<YoloLayout>[] {
  const text = readFileSync(file, 'utf8')
  if (!/^(?:train|val|test)\s*:/m.test(text)) return []
  const { path, splits, names } = parseDataYaml(text, file)
  return [...splits].map(([split, entries]) => {
    const sources = entries.map((entry) => placesOf(entry, path, dirname(file)))
    return { split, layout: { kind: 'yolo', root: dirname(file), sources, names } }
  })
}

/**
 * Where an entry may be: under `path` as Ultralytics has it, beside the file, and, since many files were written for
 * another working folder, with its leading `../` dropped or one folder up.
 */
function placesOf(entry: string, path: string | undefined, folder: string): string[] {
  const inside = entry.replace(/^(?:\.\.?\/)+/, '')
  return [
    ...new Set([
      resolve(folder, path ?? '', entry),
      resolve(folder, entry),
      resolve(folder, inside),
      resolve(folder, '..', inside),
    ]),
  ]
}

function foldersWithLabels(root: string): [split: string, folder: string][] {
  const images = join(root, 'images')
  const labels = join(root, 'labels')
  const inside = subfolders(images).filter((name) => isFolder(join(labels, name)))
  const outside = subfolders(root).filter(
    (name) => isFolder(join(root, name, 'images')) && isFolder(join(root, name, 'labels')),
  )
  const flat = inside.length === 0 && isFolder(images) && isFolder(labels)
  return [
    ...inside.map((name): [string, string] => [name, join(images, name)]),
    ...outside.map((name): [string, string] => [name, join(root, name, 'images')]),
    ...(flat ? [['', images] satisfies [string, string]] : []),
  ]
}

/** Class names of labelling tools: one a line. */
function classesTxt(root: string): string[] | null {
  const file = join(root, 'classes.txt')
  if (!isFile(file)) return null
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim())
}
