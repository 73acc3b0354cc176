import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { MessageKey } from '../i18n/en.ts'

/** Something that the command palette can do. */
export interface PaletteCommand {
  id: string
  title: MessageKey
  shortcut?: string
  run: () => void
}

/** Which overlay of the shell is open, and what pages add to the command palette. */
export const usePalette = defineStore('palette', () => {
  const open = ref(false)
  const helpOpen = ref(false)
  const pageCommands = ref<PaletteCommand[]>([])

  /** Adds commands as long as a page is there. @returns what takes them away again. */
  function add(commands: PaletteCommand[]): () => void {
    pageCommands.value = [...pageCommands.value, ...commands]
    return () => {
      pageCommands.value = pageCommands.value.filter((command) => !commands.includes(command))
    }
  }

  return { open, helpOpen, pageCommands, add }
})
