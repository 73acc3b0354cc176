// Compares the product with reference values: `npm run oracle -- DIR`, where DIR holds a manifest.json or folders with one.
import { basename } from 'node:path'
import type { Check } from './oracle/check.ts'
import { checkFolder, manifestFolders } from './oracle/folder.ts'

function line(folder: string, { name, worst, failures }: Check): string {
  const verdict = failures.length === 0 ? 'PASS' : 'FAIL'
  const reasons = failures.map((failure) => `\n       ${failure}`).join('')
  return `${verdict}  ${basename(folder)}/${name}  worst difference ${worst.toPrecision(3)}${reasons}`
}

/** Prints a line a case and a closing count; the exit status is 1 when a case or a whole folder failed. */
function runFolders(folders: readonly string[]): number {
  let passed = 0
  let failed = 0
  for (const folder of folders) {
    try {
      for (const check of checkFolder(folder)) {
        if (check.failures.length === 0) passed++
        else failed++
        console.log(line(folder, check))
      }
    } catch (error) {
      failed++
      console.log(`FAIL  ${basename(folder)}  ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function main(args: readonly string[]): number {
  const folders = args.length === 1 ? manifestFolders(args[0]) : []
  if (folders.length > 0) return runFolders(folders)
  console.error(
    args.length === 1
      ? `USAGE: expected a folder with a manifest.json, or with folders that have one; ${args[0]} has none.`
      : 'USAGE: npm run oracle -- DIR, with one folder of reference values.',
  )
  return 2
}

process.exitCode = main(process.argv.slice(2))
