import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeModel } from '../../src/main/onnx/encode.ts'
import type { Model } from '../../src/main/onnx/model.ts'

const PYTHON = '/usr/bin/python3'

const CHECK = `
import sys, onnx
for path in sys.argv[1:]:
    try: onnx.checker.check_model(path, full_check=True)
    except Exception as error: print(path.split('/')[-1], error)`

function newestOpset(): number {
  if (!existsSync(PYTHON)) return 0
  const ask = 'import onnx.defs; print(onnx.defs.onnx_opset_version())'
  try {
    return Number(
      execFileSync(PYTHON, ['-c', ask], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch {
    return 0
  }
}

/** Newest opset that the onnx package of the system knows; 0 where it has none. */
export const checkedOpset = newestOpset()

/** Suffix for the name of a suite that is skipped without the package. */
export const checkerNote = checkedOpset === 0 ? ' [skipped: the system has no onnx package]' : ''

/**
 * What ONNX's own checker has against models, with shape and type inference; one line each, nothing where all is well.
 */
export function complaints(models: Readonly<Record<string, Model>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'onnx-checker-'))
  try {
    const paths = Object.entries(models).map(([name, model]) => {
      const path = join(folder, `${name.replaceAll(/\W/g, '_')}.onnx`)
      writeFileSync(path, encodeModel(model))
      return path
    })
    return execFileSync(PYTHON, ['-c', CHECK, ...paths], { encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
