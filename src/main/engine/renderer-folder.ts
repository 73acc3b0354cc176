import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Folder of the built interface: beside the bundle, or below `out` of a checkout. */
export function rendererFolder(): string {
  const places = ['../renderer', '../../renderer', '../../../out/renderer'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  // Unbuilt, the interface's own sources have an index.html too, which no browser can run.
  return places.find((place) => existsSync(`${place}/assets`)) ?? places[0]
}
