import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { CocoLayout, FoundSplit } from './dataset-layout.ts'
import { isFile, isFolder } from './image-folder.ts'

const ANNOTATION_FOLDERS = new Set(['annotations', 'annotation', 'labels'])
/** Files of COCO that hold no boxes. */
const WITHOUT_BOXES = /^(?:captions|stuff|panoptic)_/
/** Names that say nothing of the split: Roboflow's, FiftyOne's and the plain ones. */
const GENERIC = /^(?:_?annotations?|labels|instances|coco|_?annotations\.coco|instances_default)$/

/** Splits of a COCO dataset: annotations/instances_SPLIT.json, JSON files in the folder itself, or one in each SPLIT folder. */
export function findCocoSplits(root: string): FoundSplit<CocoLayout>[] {
  const top = jsonFiles(root).map((file) => describeCoco(file))
  const inAnnotations = jsonFiles(join(root, 'annotations')).map((file) => describeCoco(file))
  const inSplits = subfolders(root).flatMap((folder) => {
    const files = ANNOTATION_FOLDERS.has(folder) ? [] : jsonFiles(join(root, folder))
    return files.length === 1 ? [describeCoco(files[0], folder)] : []
  })
  return [...inAnnotations, ...top, ...inSplits]
}

/** The layout around one annotation file; `images` is the folder of the images where it is known. */
export function describeCoco(
  annotations: string,
  split = splitOf(annotations),
  images?: string,
): FoundSplit<CocoLayout> {
  const beside = dirname(annotations)
  const root = ANNOTATION_FOLDERS.has(basename(beside)) ? dirname(beside) : beside
  const guesses = [
    join(root, split),
    join(root, 'images', split),
    join(root, split, 'images'),
    join(root, 'images'),
    beside,
    join(beside, 'images'),
    join(root, 'data'),
    root,
  ]
  const folders = images === undefined ? guesses : [images, join(images, split)]
  return {
    split,
    layout: { kind: 'coco', root, annotations, folders: [...new Set(folders)].filter(isFolder) },
  }
}

function splitOf(annotations: string): string {
  const stem = basename(annotations, '.json')
  return GENERIC.test(stem) ? '' : stem.replace(/^(?:instances|person_keypoints|image_info|lvis_v\d)_/, '')
}

/** JSON files that can be annotations, instances before others. */
function jsonFiles(folder: string): string[] {
  if (!isFolder(folder)) return []
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && !WITHOUT_BOXES.test(name))
  const later = (name: string): number => (name.startsWith('instances') ? 0 : 1)
  return names
    .sort()
    .sort((a, b) => later(a) - later(b))
    .map((name) => join(folder, name))
    .filter((file) => isFile(file) && !startsWithArray(file))
}

/** Whether the JSON is a list, as results files are; whatever else is wrong with a file, reading it will tell. */
function startsWithArray(file: string): boolean {
  const bytes = Buffer.alloc(256)
  const opened = openSync(file, 'r')
  try {
    const count = readSync(opened, bytes, 0, bytes.length, 0)
    return /^\ufeff?\s*\[/.test(bytes.toString('utf8', 0, count))
  } finally {
    closeSync(opened)
  }
}

/** Names of the folders in a folder, in code unit order. */
export function subfolders(folder: string): string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && isFolder(join(folder, name)))
    .sort()
}
