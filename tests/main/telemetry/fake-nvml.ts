import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const COMPILER = ['/usr/bin/cc', '/usr/bin/gcc', '/usr/bin/clang'].find((path) => existsSync(path))

/** Suffix for the name of a suite that is skipped without a C compiler. */
export const compilerNote = COMPILER === undefined ? ' [skipped: this machine has no C compiler (cc)]' : ''
export const hasCompiler = COMPILER !== undefined

/** Compiles the library that stands in for NVML; `defines` choose its generation and its troubles. */
export function compileNvml(...defines: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-nvml-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const library = join(folder, 'libnvidia-ml.so.1')
  const source = resolve(import.meta.dirname, 'fixtures/nvml.c')
  const flags = ['-shared', '-fPIC', '-Wall', '-Werror', ...defines.map((define) => `-D${define}`)]
  execFileSync(COMPILER ?? 'cc', [...flags, '-o', library, source], { stdio: 'pipe' })
  return library
}
