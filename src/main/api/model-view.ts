import { existsSync } from 'node:fs'
import { familyTitle } from '../detect/families.ts'
import type { Model } from '../runs/model-repository.ts'
import type { ModelFile } from '../../shared/contract/model.ts'

export function modelView({ sha256, path, size, name, family, addedAt }: Model): ModelFile {
  const title = family === null ? null : familyTitle(family)
  return { sha256, path, present: existsSync(path), size, name, family, familyTitle: title, addedAt }
}
