import { join, sep } from 'node:path'

/** A Node program: the executable and the script that it runs. */
export interface EngineProgram {
  node: string
  script: string
}

/** Where the running application lies. */
export interface Installation {
  isPackaged: boolean
  /** Folder of the application: the checkout, or `app.asar`. */
  appPath: string
  /** Electron's folder of resources. */
  resourcesPath: string
  /** Folder of the built main bundle. */
  bundleFolder: string
  platform: NodeJS.Platform
}

/**
 * The engine runs under the project's own Node 24: ONNX Runtime and sharp crash inside Electron's binary on some
 * systems. Plain Node cannot read an asar archive, so that everything the engine loads is unpacked beside it.
 */
export function engineProgram(installation: Installation): EngineProgram {
  const { isPackaged, appPath, resourcesPath, bundleFolder, platform } = installation
  const name = platform === 'win32' ? 'node.exe' : 'node'
  const unpacked = bundleFolder.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`)
  return {
    node: isPackaged ? join(resourcesPath, 'node', name) : join(appPath, 'node_modules', 'node', 'bin', name),
    script: join(unpacked, 'engine.js'),
  }
}
