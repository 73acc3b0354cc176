import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-telemetry-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Writes a shell script that can be started by its name; the path of it. */
export function writeScript(folder: string, name: string, ...lines: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, ['#!/bin/sh', ...lines, ''].join('\n'))
  chmodSync(path, 0o755)
  return path
}

/** An environment in which programs of a folder are found first. */
export function pathWith(folder: string): Record<string, string | undefined> {
  return { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` }
}
