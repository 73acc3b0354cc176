import { existsSync } from 'node:fs'

/**
 * URL of the entry file of a thread or process: beside the calling source or in the folder above it (`.ts`), or in the
 * bundle's folder or the one above the caller's chunk (`.js`). `caller` is the caller's `import.meta.url`.
 */
export function workerEntry(name: string, caller: string): URL {
  const candidates = [`./${name}.ts`, `../${name}.ts`, `./${name}.js`, `../${name}.js`].map(
    (path) => new URL(path, caller),
  )
  return candidates.find((url) => existsSync(url)) ?? candidates[0]
}
