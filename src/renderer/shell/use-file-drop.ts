import { onMounted, onUnmounted, ref } from 'vue'
import type { Router } from 'vue-router'
import { text } from '../i18n/i18n.ts'
import { useToasts } from '../stores/toasts.ts'
import { worthOpening, worthUploading } from './dropped-files.ts'
import { openPaths } from './open-paths.ts'
import { filesIn, pathsOf, uploadAloud, type DroppedFile } from './receive-files.ts'
import { useFileChooser } from './use-file-chooser.ts'

const holdsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true

/**
 * Opens what is dropped anywhere on the window, unless a field takes it for itself. In a browser, which does not tell
 * where files lie, models and bundles are handed over to the engine; of anything else it is said what to do.
 */
export function useFileDrop(router: Router) {
  const toasts = useToasts()
  const { choose } = useFileChooser()
  /** Whether files are being dragged over the window. */
  const over = ref(false)

  async function chooseFolder(): Promise<void> {
    const path = await choose({ kind: 'folder', title: text('shell.drop.chooseFolder') })
    if (path !== null) await openPaths(router, [path])
  }

  function explain(dropped: readonly DroppedFile[]): void {
    const action = { label: text('shell.drop.chooseFolder'), run: () => void chooseFolder() }
    if (dropped.some(({ isFolder }) => isFolder))
      toasts.show({ title: text('shell.drop.folder'), body: text('shell.drop.folderBody'), action })
    else toasts.show({ title: text('shell.drop.other'), body: text('shell.drop.otherBody') })
  }

  async function receive(dropped: readonly DroppedFile[]): Promise<void> {
    const paths = await pathsOf(dropped)
    if (paths !== null) return openPaths(router, paths)
    const files = worthUploading(dropped).map(({ file }) => file)
    if (files.length === 0) return explain(dropped)
    return openPaths(router, worthOpening(await uploadAloud(files)))
  }

  function onDrag(event: DragEvent): void {
    // A field below the pointer has its own mark.
    over.value = holdsFiles(event) && !event.defaultPrevented
    if (holdsFiles(event)) event.preventDefault()
  }
  function onLeave({ relatedTarget }: DragEvent): void {
    if (relatedTarget === null) over.value = false
  }
  function onDrop(event: DragEvent): void {
    over.value = false
    if (event.defaultPrevented || !holdsFiles(event)) return
    // Otherwise the browser would leave the workbench and show the file.
    event.preventDefault()
    void receive(filesIn(event.dataTransfer))
  }

  onMounted(() => {
    window.addEventListener('dragover', onDrag)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
  })
  onUnmounted(() => {
    window.removeEventListener('dragover', onDrag)
    window.removeEventListener('dragleave', onLeave)
    window.removeEventListener('drop', onDrop)
  })
  return { over }
}
