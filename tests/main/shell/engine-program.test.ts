import { sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineProgram } from '../../../src/main/shell/engine-program.ts'

const native = (path: string) => path.replaceAll('/', sep)

describe('engineProgram', () => {
  it("is the checkout's own Node and bundle", () => {
    const installation = {
      isPackaged: false,
      appPath: native('/home/me/quantbench'),
      resourcesPath: native('/electron/resources'),
      bundleFolder: native('/home/me/quantbench/out/main'),
      platform: 'linux',
    } as const
    expect(engineProgram(installation)).toEqual({
      node: native('/home/me/quantbench/node_modules/node/bin/node'),
      script: native('/home/me/quantbench/out/main/engine.js'),
    })
  })

  it('lies beside the archive, which plain Node cannot read, when packaged', () => {
    const installation = {
      isPackaged: true,
      appPath: native('/opt/Quantbench/resources/app.asar'),
      resourcesPath: native('/opt/Quantbench/resources'),
      bundleFolder: native('/opt/Quantbench/resources/app.asar/out/main'),
      platform: 'win32',
    } as const
    expect(engineProgram(installation)).toEqual({
      node: native('/opt/Quantbench/resources/node/node.exe'),
      script: native('/opt/Quantbench/resources/app.asar.unpacked/out/main/engine.js'),
    })
  })
})
