import { ref } from 'vue'
import { hostBridge } from './host-bridge.ts'

export interface ChooserOptions {
  kind: 'file' | 'folder'
  title: string
  /** Without dots; empty: any. */
  extensions?: string[]
  /** Path that the in-page chooser begins at. */
  startAt?: string
}

export interface ChooserRequest extends ChooserOptions {
  answer: (path: string | null) => void
}

/** What the in-page chooser is asked for now; null where nothing. FileChooser.vue answers. */
export const chooserRequest = ref<ChooserRequest | null>(null)

async function askShell(
  bridge: NonNullable<typeof hostBridge>,
  options: ChooserOptions,
): Promise<string | null> {
  const { kind, title, extensions = [] } = options
  if (kind === 'folder') return bridge.chooseFolder({ title })
  const filters = extensions.length > 0 ? [{ name: title, extensions }] : []
  const [path] = await bridge.chooseFile({ title, filters })
  return path ?? null
}

/** Lets the user choose a file or folder: the system's dialog in the desktop program, the engine's listing elsewhere. */
export function useFileChooser() {
  function choose(options: ChooserOptions): Promise<string | null> {
    if (hostBridge !== undefined) return askShell(hostBridge, options)
    chooserRequest.value?.answer(null)
    return new Promise((resolve) => {
      chooserRequest.value = {
        ...options,
        answer: (path) => {
          chooserRequest.value = null
          resolve(path)
        },
      }
    })
  }
  return { choose }
}
