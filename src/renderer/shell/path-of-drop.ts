import { text } from '../i18n/i18n.ts'
import { useToasts } from '../stores/toasts.ts'
import { worthOpening } from './dropped-files.ts'
import { filesIn, pathsOf, uploadAloud } from './receive-files.ts'

/** Path of what was dropped on a field for one file or folder; null where there is none, which is said. */
export async function pathOfDrop(
  transfer: DataTransfer | null,
  kind: 'file' | 'folder',
): Promise<string | null> {
  const dropped = filesIn(transfer)
  const paths = dropped.length === 0 ? [] : await pathsOf(dropped)
  if (paths !== null) return paths[0] ?? null
  if (kind === 'folder' || dropped.some(({ isFolder }) => isFolder)) {
    useToasts().show({ title: text('shell.drop.folder'), body: text('shell.drop.folderBody') })
    return null
  }
  const uploaded = await uploadAloud(dropped.map(({ file }) => file))
  // A model may have come with its external data.
  return worthOpening(uploaded)[0] ?? uploaded[0] ?? null
}
