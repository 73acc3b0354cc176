import type { ModelFile } from '../../../shared/contract/model.ts'
import { engineFileName } from './engine-place.ts'

export type NamedModel = Pick<ModelFile, 'path' | 'sha256' | 'name'>

/** What a model file is called: in the store files are named by their content, but the store knows their names. */
export function modelName(path: string, known: readonly NamedModel[]): string {
  const file = path.split(/[\\/]/).at(-1) ?? path
  return known.find((model) => model.path === path || model.sha256 === file)?.name ?? engineFileName(path)
}
