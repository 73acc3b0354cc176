import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkLibraries } from '../../../../src/main/stages/doctor/library-checks.ts'
import { findLibraries, lacksOf, type FoundLibrary } from '../../../../src/main/stages/doctor/libraries.ts'
import { temporaryFolder } from '../../telemetry/temporary-folder.ts'

const library = (values: Partial<FoundLibrary>): FoundLibrary => ({
  name: 'cudart',
  version: '12.4.127',
  path: '/opt/cuda/lib64/libcudart.so.12',
  loadable: true,
  ...values,
})

/** A toolkit's folder: the libraries with their full names, and the links that programs ask for. */
function makeToolkit(...files: [real: string, link: string][]): string {
  const home = temporaryFolder()
  mkdirSync(join(home, 'lib64'))
  for (const [real, link] of files) {
    writeFileSync(join(home, 'lib64', real), '')
    symlinkSync(real, join(home, 'lib64', link))
  }
  return home
}

const TOOLKIT: [string, string][] = [
  ['libcudart.so.12.4.127', 'libcudart.so.12'],
  ['libcudnn.so.9.1.0', 'libcudnn.so.9'],
  ['libnvinfer.so.10.3.0', 'libnvinfer.so.10'],
]

/** Without what this machine may have: only files below the given folder. */
async function findBelow(folder: string, environment: Record<string, string>): Promise<FoundLibrary[]> {
  const all = await findLibraries({ platform: 'linux', environment })
  return all.filter(({ path }) => path.startsWith(folder))
}

describe('findLibraries', () => {
  it('finds what LD_LIBRARY_PATH leads to, once each and with the full version', async () => {
    const home = makeToolkit(...TOOLKIT)
    const folder = join(home, 'lib64')
    const found = await findBelow(home, { LD_LIBRARY_PATH: `/nowhere:${folder}:` })
    expect(found).toHaveLength(3)
    expect(found.map(({ name, version, loadable }) => [name, version, loadable]).sort()).toEqual([
      ['cudart', '12.4.127', true],
      ['cudnn', '9.1.0', true],
      ['nvinfer', '10.3.0', true],
    ])
  })

  it.each(['CUDA_HOME', 'CUDA_PATH', 'TENSORRT_HOME'])(
    'finds what %s leads to, which the loader does not',
    async (variable) => {
      const home = makeToolkit(...TOOLKIT)
      const found = await findBelow(home, { [variable]: home })
      expect(found.map(({ loadable }) => loadable)).toEqual([false, false, false])
    },
  )

  it('finds DLLs on the PATH of Windows', async () => {
    const folder = temporaryFolder()
    for (const name of ['cudart64_12.dll', 'nvinfer_10.dll', 'cudnn64_9.dll', 'kernel32.dll'])
      writeFileSync(join(folder, name), '')
    const found = await findLibraries({ platform: 'win32', environment: { PATH: `C:\\Windows;${folder}` } })
    expect(found.map(({ name, version }) => `${name} ${version}`).sort()).toEqual([
      'cudart 12',
      'cudnn 9',
      'nvinfer 10',
    ])
  })
})

describe('lacksOf', () => {
  it('names what the loader will not find, by its major version', () => {
    const all = ['cublas', 'cublasLt'].map((name) => library({ name }))
    const other = [
      library({ name: 'curand', version: '9.1' }),
      library({ name: 'cufft', version: '11.2', loadable: false }),
      library({ name: 'cudnn', version: '9' }),
    ]
    const missing =
      process.platform === 'win32'
        ? ['curand64_10.dll', 'cufft64_11.dll']
        : ['libcurand.so.10', 'libcufft.so.11']
    expect(lacksOf('cuda', [library({}), ...all, ...other])).toEqual(missing)
    expect(lacksOf('tensorrt', [library({}), ...all, ...other])).toHaveLength(4)
    expect(lacksOf('webgpu', [])).toEqual([])
  })
})

describe('checkLibraries', () => {
  const states = (libraries: FoundLibrary[]) => checkLibraries(libraries).map(({ state }) => state)

  it('says what is missing and which packages have it', () => {
    const checks = checkLibraries([])
    expect(checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'cuda missing',
      'cudnn missing',
      'tensorrt missing',
    ])
    expect(checks[1].wayOut).toContain('cudnn9-cuda-12')
  })

  it('wants the versions that the runtime is linked with', () => {
    const cudnn = library({ name: 'cudnn', version: '9.1.0' })
    const tensorrt = library({ name: 'nvinfer', version: '8.6.1' })
    const checks = checkLibraries([library({}), cudnn, tensorrt])
    expect(checks.map(({ state }) => state)).toEqual(['ok', 'ok', 'warning'])
    expect(checks[0]).toMatchObject({ found: '12.4.127 in /opt/cuda/lib64', wayOut: null })
    expect(checks[2].found).toBe('8.6.1; ONNX Runtime’s CUDA build needs 10')
    // Another version beside the right one does no harm.
    expect(states([library({ version: '13.0' }), library({}), cudnn])).toEqual(['ok', 'ok', 'missing'])
  })

  it('says how the loader can be led to a folder', () => {
    const [cuda] = checkLibraries([library({ loadable: false })])
    expect(cuda).toMatchObject({
      state: 'warning',
      wayOut: expect.stringContaining('LD_LIBRARY_PATH=/opt/cuda/lib64:'),
    })
  })
})
