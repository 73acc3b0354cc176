import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { messageOf } from '../../../src/main/base/errors.ts'

function mountMemory(megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
  return folder
}

function unmount(folder: string): void {
  // Lazily: a store that a failed test left open must not keep the others from running.
  execFileSync('umount', ['-l', folder])
  rmSync(folder, { recursive: true })
}

/** Why this machine cannot mount a small disk in memory; undefined where it can (Linux, as root). */
export function mountRefusal(): string | undefined {
  if (process.platform !== 'linux') return 'needs tmpfs, which only Linux has'
  try {
    unmount(mountMemory(1))
    return undefined
  } catch (error) {
    return `cannot mount tmpfs here, ${messageOf(error).split('\n')[0]}`
  }
}

/** A real file system of a given size, unmounted when the test ends. */
export function mountSmallDisk(megabytes: number): string {
  const folder = mountMemory(megabytes)
  onTestFinished(() => unmount(folder))
  return folder
}
