import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readLaunchArguments } from '../../../src/main/shell/launch-arguments.ts'

const LINK = 'quantbench://run/1k3w9zt0a-7xk2'

describe('readLaunchArguments', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quantbench-launch-'))
    mkdirSync(join(folder, 'set.v2'))
    for (const name of ['m.onnx', 'M.ONNX', 'run.quantbench', 'notes.txt', 'm.onnx.exe']) {
      writeFileSync(join(folder, name), '')
    }
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const at = (...names: string[]) => names.map((name) => join(folder, name))

  it('opens models, run bundles and folders that are there', () => {
    const argv = ['/opt/quantbench', 'm.onnx', join(folder, 'M.ONNX'), 'run.quantbench', 'set.v2']
    expect(readLaunchArguments(argv, folder, false)).toEqual({
      routes: [],
      paths: at('m.onnx', 'M.ONNX', 'run.quantbench', 'set.v2'),
    })
  })

  it('ignores other files, missing ones, switches and links that open nothing', () => {
    const argv = ['q', 'notes.txt', 'm.onnx.exe', 'gone.onnx', '--x=m.onnx', '-m', '', 'quantbench://start/x']
    expect(readLaunchArguments(argv, folder, false)).toEqual({ routes: [], paths: [] })
  })

  it('opens the views of links', () => {
    expect(readLaunchArguments(['q', LINK], folder, false)).toEqual({
      routes: ['/runs/1k3w9zt0a-7xk2'],
      paths: [],
    })
  })

  it("skips the program's own folder in a checkout, wherever Chromium has put its switches", () => {
    const argv = ['electron', '--enable-x', folder, '--original-process-start-time=1', 'm.onnx']
    expect(readLaunchArguments(argv, folder, true).paths).toEqual(at('m.onnx'))
    expect(readLaunchArguments(['electron', folder], folder, true).paths).toEqual([])
  })
})
