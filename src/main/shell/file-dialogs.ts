import { join } from 'node:path'
import { app, dialog, type BrowserWindow, type OpenDialogOptions, type SaveDialogOptions } from 'electron'
import type {
  ChooseFileOptions,
  ChooseFolderOptions,
  ChooseSavePathOptions,
} from '../../shared/host-bridge.ts'

type Parent = BrowserWindow | null

async function open(parent: Parent, options: OpenDialogOptions): Promise<string[]> {
  const { canceled, filePaths } = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options))
  return canceled ? [] : filePaths
}

/** Asks for files; empty when the user chose none. */
export async function chooseFiles(
  parent: Parent,
  { title, filters, multiple }: ChooseFileOptions,
): Promise<string[]> {
  return open(parent, {
    title,
    filters,
    properties: multiple === true ? ['openFile', 'multiSelections'] : ['openFile'],
  })
}

/** Asks for a folder; null when the user chose none. */
export async function chooseFolder(parent: Parent, { title }: ChooseFolderOptions): Promise<string | null> {
  const [folder] = await open(parent, { title, properties: ['openDirectory', 'createDirectory'] })
  return folder ?? null
}

/** Asks where to write a file; null when the user chose no place. */
export async function chooseSavePath(
  parent: Parent,
  { title, filters, defaultName }: ChooseSavePathOptions,
): Promise<string | null> {
  const defaultPath = defaultName === undefined ? undefined : join(app.getPath('documents'), defaultName)
  const options: SaveDialogOptions = {
    title,
    filters,
    defaultPath,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  }
  const { canceled, filePath } = await (parent === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(parent, options))
  return canceled || filePath === '' ? null : filePath
}
