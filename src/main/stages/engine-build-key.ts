import { sha256 } from '../base/files.ts'
import type { GpuDescription } from '../telemetry/gpu.ts'
import { formatVersion, type Version } from '../trt/trtexec-version.ts'
import type { Contestant } from './trtexec-contestants.ts'

/** What of the machine an engine is made for. */
export interface EngineTarget {
  readonly version: Version
  readonly gpus: readonly Pick<GpuDescription, 'name'>[]
  /** CUDA's number of the GPU. */
  readonly device: number
}

/** Arguments that name files, whose contents count in their place, or the GPU, whose name does; and what only tells more. */
const ELSEWHERE = /^--(?:(?:onnx|calib|saveEngine|timingCacheFile|device)=|verbose$)/

/** What tells engines apart: the model, its ranges, TensorRT, the GPU, and every option of the build. */
export function engineKey(
  contestant: Pick<Contestant, 'onnx' | 'calibrationCache'>,
  args: readonly string[],
  target: EngineTarget,
): string {
  return keyOf({
    onnx: contestant.onnx.sha256,
    calibration: contestant.calibrationCache?.sha256 ?? null,
    tensorrt: formatVersion(target.version),
    gpu: gpuOf(target),
    options: args.filter((arg) => !ELSEWHERE.test(arg)),
  })
}

/** What tells timing caches apart: TensorRT refuses those of another version or GPU. */
export function timingCacheKey(target: EngineTarget): string {
  return keyOf({ tensorrt: formatVersion(target.version), gpu: gpuOf(target) })
}

/** CUDA counts GPUs in another order than the driver: where they differ, all of them and the number tell. */
function gpuOf({ gpus, device }: EngineTarget): string {
  const names = gpus.map(({ name }) => name)
  if (new Set(names).size <= 1) return names.at(0) ?? 'unknown'
  return `${names.join(', ')} #${device} of ${process.env['CUDA_VISIBLE_DEVICES'] ?? 'all'}`
}

function keyOf(parts: object): string {
  return sha256(JSON.stringify(parts)).slice(0, 32)
}
