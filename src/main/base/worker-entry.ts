import { existsSync } from 'node:fs'

/**
 * URL of a worker thread's entry file: beside the calling source (`.ts`), or in the bundle's folder or the one above
 * the caller's chunk (`.js`). `caller` is the caller's `import.meta.url`.
 */
export function workerEntry(name: string, caller: string): URL {
  const candidates = [`./${name}.ts`, `./${name}.js`, `../${name}.js`].map((path) => new URL(path, caller))
  return candidates.find((url) => existsSync(url)) ?? candidates[0]
}
