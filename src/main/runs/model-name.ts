import { basename } from 'node:path'
import type { ModelRepository } from './model-repository.ts'

/** Files of the artifact store are named by their content, which tells people nothing. */
const HASH = /^[0-9a-f]{64}$/

/** What people call a model's file: its name, or the one it was stored under where the store keeps it. */
export function modelNameAt({ models }: { readonly models: ModelRepository }, path: string): string {
  const name = basename(path)
  return HASH.test(name) ? (models.get(name)?.name ?? name) : name
}
