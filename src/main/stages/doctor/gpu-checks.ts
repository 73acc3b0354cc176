import type { GpuSource } from '../../telemetry/gpu.ts'
import { gigabytes, missing, ok, type DoctorCheck } from './check.ts'

const NO_FILE = /No such file or directory/

/** One line for all the places where the driver's library is not. */
function shortened(problems: readonly string[]): string[] {
  const others = problems.filter((problem) => !NO_FILE.test(problem))
  if (others.length === problems.length) return others
  return [
    ...others,
    `the driver’s library (NVML) is in none of ${problems.length - others.length} usual places`,
  ]
}

/** NVIDIA GPUs and their driver; `problems` is what was in the way of finding some. */
export function checkGpus(
  source: Pick<GpuSource, 'via' | 'gpus'> | null,
  problems: readonly string[],
): DoctorCheck {
  const subject = { id: 'gpu', title: 'NVIDIA GPU' }
  if (source === null) {
    const way =
      'For an NVIDIA GPU install its driver (package nvidia-driver). Other GPUs work through the WebGPU provider, and everything works on the CPU.'
    return missing(subject, 'none found', way, shortened(problems))
  }
  const [{ driverVersion, cudaVersion }] = source.gpus
  const names = source.gpus.map(({ name }) => name).join(', ')
  const driver = `driver ${driverVersion ?? 'unknown'}, which runs CUDA up to ${cudaVersion ?? 'unknown'}`
  const details = source.gpus.map(({ index, name, uuid, memoryTotalBytes, maxSmClockMHz }) => {
    const memory = memoryTotalBytes === null ? 'memory unknown' : gigabytes(memoryTotalBytes)
    const clock = maxSmClockMHz === null ? '' : `, SM clock up to ${maxSmClockMHz} MHz`
    return `${index}: ${name}, ${memory}${clock}${uuid === null ? '' : `, ${uuid}`}`
  })
  return ok(subject, `${names}; ${driver}`, [...details, `told by ${source.via}`])
}
