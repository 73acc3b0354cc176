import { describe, expect, it } from 'vitest'
import { hasFlag, flagsOfVersion } from '../../../src/main/trt/trtexec-flags.ts'
import { flagsOfHelp, releaseOfHelp, versionOfHelp } from '../../../src/main/trt/trtexec-help.ts'
import { trtexecArguments } from '../../../src/main/trt/trtexec-command.ts'
import { DEFAULT_MEASURE, PRECISIONS } from '../../../src/main/trt/trtexec-intent.ts'
import { formatVersion, parseVersion } from '../../../src/main/trt/trtexec-version.ts'
import { describeWithReference } from '../../support/shared.ts'
import { recorded, TENSORRT } from './fixture-files.ts'

describe('help of trtexec', () => {
  it('lists the flags at line starts only', () => {
    const help = [
      '=== Build Options ===',
      '  --versionCompatible, --vc          Mark the engine; see --excludeLeanRuntime',
      '  --onnx=<file>               ONNX model',
      '                                     that --useRuntime needs',
    ].join('\n')
    expect([...flagsOfHelp(help)]).toEqual(['versionCompatible', 'vc', 'onnx'])
  })

  it('takes no list of flags from a help that was cut off', () => {
    const help =
      '&&&& RUNNING TensorRT.trtexec [TensorRT v8601] # trtexec\n=== Build Options ===\n  --onnx=<file>  model'
    expect(releaseOfHelp(help)).toEqual({ major: 8, minor: 6, patch: 1 })
  })

  it('knows no version of another program', () => {
    expect(versionOfHelp('usage: polygraphy [-h] [-v]\n  --onnx FILE')).toBeUndefined()
  })
})

/** Parsed but not told about in the help of each release. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  '8.6.1': [
    'buildOnly',
    'explicitBatch',
    'explicitPrecision',
    'nativeInstanceNorm',
    'ni',
    'nvtxMode',
    'plugins',
    'streams',
  ],
  '10.0.1': ['plugins', 'streams'],
  '10.16.1': ['distributiveIndependence', 'plugins', 'streams'],
}

describeWithReference(TENSORRT, 'recorded help texts', () => {
  it.each([
    ['trtexec-8.6.1-Help.txt', '8.6.1'],
    ['trtexec-10.0.1-Help.txt', '10.0.1'],
    ['07-Tool__trtexec__Help.txt', '10.16.1'],
  ])('%s lists the flags of its version', (file, version) => {
    const help = recorded(`trt-cookbook/${file}`)
    const found = versionOfHelp(help)
    expect(found && formatVersion(found)).toBe(version)
    const listed = flagsOfHelp(help)
    expect([...listed].filter((flag) => !hasFlag(parseVersion(version), flag))).toEqual([])
    const untold = flagsOfVersion(parseVersion(version)).filter((flag) => !listed.has(flag))
    expect(untold.sort()).toEqual([...HIDDEN[version]].sort())
  })

  it.each([
    ['trtexec-8.6.1-Help.txt', '8.6.0'],
    ['trtexec-10.0.1-Help.txt', '10.0.0'],
    ['07-Tool__trtexec__Help.txt', '10.16.0'],
  ])('%s is recognised by its flags without a banner', (file, version) => {
    const help = recorded(`trt-cookbook/${file}`).replaceAll(/^&&&&.*$/gm, '')
    const found = versionOfHelp(help)
    expect(found && formatVersion(found)).toBe(version)
  })

  it.each(['trtexec-8.6.1-Help.txt', 'trtexec-10.0.1-Help.txt', '07-Tool__trtexec__Help.txt'])(
    'every intent keeps to the flags that %s lists',
    (file) => {
      const release = releaseOfHelp(recorded(`trt-cookbook/${file}`))
      if (release?.listed === undefined) throw new Error('no release')
      const build = { onnx: 'm', saveEngine: 'e', workspaceMiB: 64, timingCache: 't', tf32: false }
      const measured = {
        shapes: [{ input: 'x', min: [1], opt: [1], max: [2] }],
        ...{ measure: DEFAULT_MEASURE, plugins: ['p.so'], device: 0 },
        exports: { layerInfo: 'l', profile: 'p', times: 'q', verbose: true },
      }
      const possible = PRECISIONS.filter((precision) => precision !== 'strongly-typed' || release.major >= 9)
      const lines = possible.flatMap((precision) => [
        trtexecArguments({ source: { build: { ...build, precision } } }, release),
        trtexecArguments({ source: { build: { ...build, precision } }, ...measured }, release),
      ])
      const used = new Set(lines.flat().map((arg) => arg.slice(2).split('=')[0]))
      expect([...used].filter((flag) => release.listed?.has(flag) !== true)).toEqual([])
      expect(used.size).toBeGreaterThan(20)
    },
  )
})
