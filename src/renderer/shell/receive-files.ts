import { failureOf } from '../engine/failure.ts'
import { uploadFiles } from '../engine/upload.ts'
import { formatPercent } from '../i18n/format.ts'
import { language, text } from '../i18n/i18n.ts'
import { useToasts } from '../stores/toasts.ts'
import type { Dropped } from './dropped-files.ts'
import { hostBridge } from './host-bridge.ts'

/** A file of the page, with what can be told of it while the drop lasts. */
export interface DroppedFile extends Dropped {
  file: File
}

/** What a drop holds; to be called while the event lasts, as the browser forgets it afterwards. */
export function filesIn(transfer: DataTransfer | null): DroppedFile[] {
  return [...(transfer?.items ?? [])].flatMap((item) => {
    const file = item.kind === 'file' ? item.getAsFile() : null
    if (file === null) return []
    return [{ file, name: file.name, isFolder: item.webkitGetAsEntry()?.isDirectory === true }]
  })
}

/** Hands files over to the engine and says how far that is. @returns their paths, none where it failed. */
export async function uploadAloud(files: readonly File[]): Promise<string[]> {
  const toasts = useToasts()
  const [{ name }] = files
  const toast = toasts.show({ title: text('shell.upload.busy', { name, count: files.length }), lasts: true })
  try {
    return await uploadFiles(files, (share) =>
      toasts.change(toast, { body: formatPercent(language.value, share) }),
    )
  } catch (error) {
    toasts.failure(failureOf(error))
    return []
  } finally {
    toasts.close(toast)
  }
}

/** Paths in the desktop program, where files have them; null in a browser. */
export async function pathsOf(files: readonly DroppedFile[]): Promise<string[] | null> {
  const bridge = hostBridge
  if (bridge === undefined) return null
  const paths = await Promise.all(files.map(({ file }) => bridge.pathOf(file)))
  return paths.filter((path) => path !== null)
}
