import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine, type Engine } from '../../src/main/engine/engine.ts'

// Most of what the many processes of these tests do is to read the same sources.
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'quantbench-test-compile-cache')

/** A folder with an interface that says one word, for tests of what stands behind the real one. */
export function writeRenderer(folder: string): string {
  const renderer = join(folder, 'renderer')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Quantbench</title>')
  return renderer
}

export interface TestEngine extends AsyncDisposable {
  engine: Engine
  home: string
}

/** An engine in this process on a home folder of its own (or a given one), closed with its jobs at the end. */
export async function startTestEngine(options: { home?: string } = {}): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-engine-'))
  const home = options.home ?? join(folder, 'home')
  const engine = await startEngine({ home, renderer: writeRenderer(folder) })
  return {
    engine,
    home,
    [Symbol.asyncDispose]: async () => {
      await engine.close('stop')
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
