/** Saves something that the page made, under a name, where downloads go. */
export function saveFile(name: string, content: Blob | string, type = 'text/plain'): void {
  const blob = content instanceof Blob ? content : new Blob([content], { type: `${type};charset=utf-8` })
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own reference by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** A title as part of a file's name. */
export function fileNameOf(title: string): string {
  return title.trim().replaceAll(/[^\p{L}\p{N}._-]+/gu, '-') || 'quantbench'
}
