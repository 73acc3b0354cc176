import { RUN_BUNDLE_EXTENSION } from '../../shared/host-bridge.ts'

/** What was dropped on a page of a browser, which knows names and contents but no paths. */
export interface Dropped {
  name: string
  isFolder: boolean
}

const endsIn = (name: string, ending: string) => name.toLowerCase().endsWith(ending)
const isModel = ({ name }: Dropped) => endsIn(name, '.onnx')
const isBundle = ({ name }: Dropped) => endsIn(name, `.${RUN_BUNDLE_EXTENSION}`)

/**
 * Which of the dropped files are worth handing over to the engine: models with whatever else was dropped with them
 * (their external data), or run bundles. Nothing of folders: datasets are too large, and lie where the engine is.
 */
export function worthUploading<Item extends Dropped>(items: readonly Item[]): Item[] {
  const files = items.filter(({ isFolder }) => !isFolder)
  return files.some(isModel) ? files : files.filter(isBundle)
}

/** Which of the uploaded paths are to be opened: external data comes along with its model. */
export function worthOpening(paths: readonly string[]): string[] {
  return paths.filter((name) => isModel({ name, isFolder: false }) || isBundle({ name, isFolder: false }))
}
