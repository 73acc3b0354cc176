import { dirname } from 'node:path'
import { missing, ok, warning, type DoctorCheck } from './check.ts'
import { majorOf, type FoundLibrary } from './libraries.ts'

interface Software {
  id: string
  title: string
  /** The library that stands for it. */
  library: string
  /** What ONNX Runtime's CUDA build is linked with. */
  major: number
  packages: string
}

const SOFTWARE: readonly Software[] = [
  {
    id: 'cuda',
    title: 'CUDA',
    library: 'cudart',
    major: 12,
    packages: 'NVIDIA’s package cuda-toolkit-12, or set CUDA_HOME',
  },
  {
    id: 'cudnn',
    title: 'cuDNN',
    library: 'cudnn',
    major: 9,
    packages: 'NVIDIA’s package cudnn9-cuda-12',
  },
  {
    id: 'tensorrt',
    title: 'TensorRT',
    library: 'nvinfer',
    major: 10,
    packages:
      'NVIDIA’s packages libnvinfer10 and libnvonnxparsers10 (trtexec: libnvinfer-bin), or set TENSORRT_HOME',
  },
]

/** CUDA, cuDNN and TensorRT: which versions lie where, and whether programs get them. */
export function checkLibraries(libraries: readonly FoundLibrary[]): DoctorCheck[] {
  return SOFTWARE.map((software) => checkSoftware(software, libraries))
}

function checkSoftware(software: Software, libraries: readonly FoundLibrary[]): DoctorCheck {
  const { title, major, packages } = software
  const subject = { id: software.id, title }
  const all = libraries.filter(({ name }) => name === software.library)
  const fitting = all.filter((library) => majorOf(library) === major)
  const usable = fitting.find(({ loadable }) => loadable)
  const details = all.map(({ version, path }) => `${version} at ${path}`)
  if (usable !== undefined) return ok(subject, `${usable.version} in ${dirname(usable.path)}`, details)
  if (fitting.length > 0) {
    const [{ version, path }] = fitting
    const way = `Add the folder: export LD_LIBRARY_PATH=${dirname(path)}:$LD_LIBRARY_PATH`
    return warning(subject, `${version} in ${dirname(path)}, where the loader does not look`, way, details)
  }
  const way = `For NVIDIA GPUs install ${title} ${major}: ${packages}.`
  if (all.length === 0) return missing(subject, 'not found', way)
  return warning(subject, `${all[0].version}; ONNX Runtime’s CUDA build needs ${major}`, way, details)
}
