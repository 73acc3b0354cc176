import { readdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { toolOutput } from '../../telemetry/tool-output.ts'
import { foldersOf, PATIENCE_MS, type Surroundings } from './surroundings.ts'

/** A library file of NVIDIA's. */
export interface FoundLibrary {
  /** `cudart`, `cudnn`, … */
  name: string
  /** As far as its file's name says: `12.4.127`, or `12` alone. */
  version: string
  path: string
  /** Whether a program that asks for it by name gets it. */
  loadable: boolean
}

/** What ONNX Runtime's CUDA 12 build is linked with: names and major versions. */
const CUDA = { cudart: 12, cublas: 12, cublasLt: 12, curand: 10, cufft: 11, cudnn: 9 } as const
const NEEDS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  cuda: CUDA,
  tensorrt: { ...CUDA, nvinfer: 10, nvonnxparser: 10 },
}

const NAMES = ['cudart', 'cublas', 'cublasLt', 'curand', 'cufft', 'cudnn', 'nvinfer', 'nvonnxparser'] as const

const LINUX_FILE = new RegExp(String.raw`^lib(${NAMES.join('|')})\.so\.(\d+(?:\.\d+)*)$`)
/** `cudart64_12.dll`, `nvinfer_10.dll` */
const WINDOWS_FILE = new RegExp(String.raw`^(${NAMES.join('|')})(?:64)?_(\d+)\.dll$`, 'i')
const LDCONFIG_LINE = /=> (\/\S+)$/

/** Folders that the variables of CUDA and TensorRT lead to, and where their installers put things. */
function usualFolders(surroundings: Surroundings): string[] {
  const { platform, environment } = surroundings
  const homes = ['CUDA_HOME', 'CUDA_PATH', 'TENSORRT_HOME', 'TENSORRT_ROOT', 'CUDNN_HOME'].flatMap(
    (variable) => environment[variable] || [],
  )
  const within = homes.flatMap((home) =>
    ['lib64', 'lib', 'bin', 'targets/x86_64-linux/lib'].map((part) => join(home, part)),
  )
  if (platform !== 'linux') return within
  const toolkits = listed('/usr/local').filter((name) => /^cuda(-\d+(\.\d+)?)?$/.test(name))
  return [
    ...within,
    ...toolkits.map((name) => `/usr/local/${name}/lib64`),
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib/aarch64-linux-gnu',
    '/usr/lib64',
    '/usr/local/lib',
    '/opt/tensorrt/lib',
    '/usr/local/tensorrt/lib',
  ]
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function realFile(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** Full version where the file is a link to one whose name says more: `libcudnn.so.9` → `9.1.0`. */
function longestVersion(path: string, version: string): string {
  const real = LINUX_FILE.exec(basename(realFile(path)))?.[2]
  return real !== undefined && real.length > version.length ? real : version
}

function libraryAt(path: string, loadable: boolean, pattern: RegExp): FoundLibrary | undefined {
  const [, name, version] = pattern.exec(basename(path)) ?? []
  if (name === undefined || version === undefined) return undefined
  const known = NAMES.find((each) => each.toLowerCase() === name.toLowerCase()) ?? name
  return { name: known, version: longestVersion(path, version), path, loadable }
}

/** Files that the loader has in its cache: `ldconfig -p`, ldconfig(8). */
async function cachedFiles({
  platform,
  environment,
  patienceMs = PATIENCE_MS,
}: Surroundings): Promise<string[]> {
  if (platform !== 'linux') return []
  for (const command of ['/sbin/ldconfig', '/usr/sbin/ldconfig', 'ldconfig']) {
    const output = await toolOutput(command, ['-p'], { env: environment, timeoutMs: patienceMs })
    if (output?.code === 0) return output.stdout.flatMap((line) => LDCONFIG_LINE.exec(line)?.[1] ?? [])
  }
  return []
}

/** CUDA's, cuDNN's and TensorRT's libraries on this machine; what the loader takes comes first. */
export async function findLibraries(surroundings: Surroundings): Promise<FoundLibrary[]> {
  const windows = surroundings.platform === 'win32'
  const pattern = windows ? WINDOWS_FILE : LINUX_FILE
  const searched = foldersOf(surroundings, windows ? 'PATH' : 'LD_LIBRARY_PATH')
  const cached = (await cachedFiles(surroundings)).filter((path) => LINUX_FILE.test(basename(path)))
  const cachedFolders = new Set(cached.map(dirname))
  const inFolder = (folder: string, loadable: boolean) =>
    listed(folder).flatMap((name) => libraryAt(join(folder, name), loadable, pattern) ?? [])
  const all = [
    ...searched.flatMap((folder) => inFolder(folder, true)),
    ...cached.flatMap((path) => libraryAt(path, true, pattern) ?? []),
    ...usualFolders(surroundings)
      .filter((folder) => !cachedFolders.has(folder))
      .flatMap((folder) => inFolder(folder, false)),
  ]
  // The same file under several names and folders, as `libcudart.so.12` and `libcudart.so.12.4.127`.
  const seen = new Set<string>()
  return all.filter(({ path }) => {
    const file = realFile(path)
    return !seen.has(file) && seen.add(file)
  })
}

export function majorOf({ version }: Pick<FoundLibrary, 'version'>): number {
  return Number.parseInt(version, 10)
}

/** Files that a provider is linked with and that the loader will not find. */
export function lacksOf(provider: string, libraries: readonly FoundLibrary[]): string[] {
  return Object.entries(NEEDS[provider] ?? {}).flatMap(([name, major]) => {
    const there = libraries.some(
      (library) => library.name === name && library.loadable && majorOf(library) === major,
    )
    return there ? [] : [process.platform === 'win32' ? `${name}64_${major}.dll` : `lib${name}.so.${major}`]
  })
}
