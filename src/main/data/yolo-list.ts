import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileError, QuantbenchError } from '../base/errors.ts'
import { isFolder, isImageName, listImages } from './image-folder.ts'
import type { ImageLookup } from './image-lookup.ts'

/** An image of a YOLO list: where it is (absent where none of the places has it) and how the list calls it. */
export interface ListedImage {
  readonly listed: string
  readonly file: string | undefined
}

/** The images of a folder, or of a list file with one path a line. Throws FILE_NOT_FOUND, DATASET_INVALID. */
export function listedImages(source: string, root: string, lookup: ImageLookup): ListedImage[] {
  if (isFolder(source)) return listImages(source).map((name) => ({ listed: name, file: join(source, name) }))
  return linesOf(source).map((line) => ({
    listed: line,
    file: findListed(line, dirname(source), root, lookup),
  }))
}

function linesOf(path: string): string[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw fileError(error, path, 'read')
  }
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim().replaceAll('\\', '/'))
  const strange = lines.findIndex((line) => line !== '' && !isImageName(line))
  if (strange >= 0) {
    throw new QuantbenchError(
      'DATASET_INVALID',
      `${path}: expected the path of an image on every line, got '${lines[strange].slice(0, 80)}' on line ${strange + 1}`,
      { wayOut: 'Give a list as YOLOv5 has it, with lines as ./images/val2017/000000000139.jpg.' },
    )
  }
  return lines.filter((line) => line !== '')
}

/**
 * As YOLOv5 relative to the list; then to the dataset's folder; then, for lists that were made elsewhere, the part from
 * the last folder named `images` on.
 */
function findListed(line: string, folder: string, root: string, lookup: ImageLookup): string | undefined {
  const parts = line.split('/')
  const fromImages = parts.slice(Math.max(0, parts.lastIndexOf('images'))).join('/')
  const places = [line, fromImages].flatMap((name) => [resolve(folder, name), resolve(root, name)])
  return places.find((place) => lookup.exists(place))
}
