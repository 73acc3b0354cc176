import { QuantbenchError } from '../base/errors.ts'
import { parseFlow, scalar, withoutComment } from './yaml-scalar.ts'

/** What a YOLO data.yaml says about where the data lies and what the classes are called. */
export interface DataYaml {
  readonly path: string | undefined
  /** Folders and list files of every split that is named. */
  readonly splits: ReadonlyMap<string, readonly string[]>
  /** By class index; null where the file has no names. */
  readonly names: readonly string[] | null
}

const SPLITS = ['train', 'val', 'test']
const MAX_CLASSES = 100_000

/** A key at the margin, what follows it on its line, and the lines below that belong to it. */
interface Entry {
  readonly key: string
  readonly value: string
  readonly below: string[]
  readonly line: number
}

/**
 * Reads the keys path, train, val, test and names of a data.yaml as Ultralytics, YOLOv5 to v9 and Roboflow write it:
 * plain or quoted scalars, lists and maps in flow (`[a, b]`, over several lines too) or block form, comments. Other keys
 * may hold anything. Throws DATASET_INVALID with the line for anything else under these keys.
 */
export function parseDataYaml(text: string, name: string): DataYaml {
  const entries = new Map(entriesOf(text).map((entry) => [entry.key, entry]))
  const splits = new Map<string, string[]>()
  for (const split of SPLITS) {
    const entry = entries.get(split)
    const places = entry === undefined ? [] : values(entry, name).flatMap(({ text: place }) => place ?? [])
    if (places.length > 0) splits.set(split, places)
  }
  const path = entries.get('path')
  const names = entries.get('names')
  return {
    path: path === undefined ? undefined : values(path, name)[0]?.text,
    splits,
    names: names === undefined ? null : classNames(names, name),
  }
}

function entriesOf(text: string): Entry[] {
  const entries: Entry[] = []
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = withoutComment(raw.replace(/^\ufeff/, '')).trimEnd()
    const start = /^(?:'([^']+)'|"([^"]+)"|([^\s'"[\]{}#-][^:]*?))\s*:(?:\s+(.*))?$/.exec(line)
    if (start === null) entries.at(-1)?.below.push(line)
    else {
      const [, single, double, plain, value = ''] = start
      entries.push({ key: single ?? double ?? plain, value: value.trim(), below: [], line: index + 1 })
    }
  })
  return entries
}

interface Item {
  readonly key: string | undefined
  readonly text: string | undefined
}

/** The scalar, the list or the map that an entry holds; nothing for null. */
function values(entry: Entry, name: string): Item[] {
  const below = entry.below.map((line) => line.trim()).filter((line) => line !== '' && line !== '---')
  const flow = /^[[{]/.test(entry.value) || (entry.value === '' && /^[[{]/.test(below[0] ?? ''))
  try {
    if (flow) return parseFlow([entry.value, ...below].join(' ').trim())
    if (entry.value !== '') {
      if (below.length > 0) throw new Error(`'${below[0]}' below a value`)
      return [{ key: undefined, text: scalar(entry.value) }]
    }
    return below.map(blockItem)
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error)
    throw new QuantbenchError(
      'DATASET_INVALID',
      `${name}: expected a value, a list or a map of values for "${entry.key}" (line ${entry.line}), got ${got}`,
      { wayOut: "Write it as in Ultralytics' coco.yaml." },
    )
  }
}

function blockItem(line: string): Item {
  const listed = /^-\s+(.*)$/.exec(line)
  if (listed !== null) return { key: undefined, text: scalar(listed[1]) }
  const mapped = /^(?:'([^']+)'|"([^"]+)"|([^\s'":]+))\s*:\s+(.+)$/.exec(line)
  if (mapped === null) throw new Error(`'${line}'`)
  return { key: mapped[1] ?? mapped[2] ?? mapped[3], text: scalar(mapped[4]) }
}

function classNames(entry: Entry, name: string): string[] {
  const names: string[] = []
  values(entry, name).forEach(({ key, text }, position) => {
    const index = key === undefined ? position : Number(key)
    if (!Number.isInteger(index) || index < 0 || index >= MAX_CLASSES) {
      throw new QuantbenchError(
        'DATASET_INVALID',
        `${name}: expected class indices from 0 as keys of "names" (line ${entry.line}), got '${key ?? ''}'`,
        { wayOut: 'Number the names from 0, or write them as a list.' },
      )
    }
    names[index] = text ?? `class ${index}`
  })
  return Array.from(names, (text, index) => text ?? `class ${index}`)
}
