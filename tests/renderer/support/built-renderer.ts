import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import config from '../../../electron.vite.config.ts'

/** Builds the interface as `npm run build` does, into a folder of its own. @returns the folder. */
export async function buildRenderer(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'quantbench-renderer-'))
  if (typeof config !== 'object' || !('renderer' in config) || config.renderer === undefined) {
    throw new Error('Expected a renderer section in electron.vite.config.ts')
  }
  const { renderer } = config
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'warn',
    build: { ...renderer.build, outDir, emptyOutDir: true },
  })
  return outDir
}
