import type { GpuSample } from './gpu.ts'
import type { TelemetrySample } from './sample.ts'
import { isDisturbing, type ThrottleReason } from './throttle.ts'

/** Something that made timings differ from those of an undisturbed machine. */
export interface Disturbance {
  kind: 'throttled' | 'clocks-varied' | 'gpu-shared' | 'cpu-shared'
  /** Index of the GPU; null for the processors. */
  gpu: number | null
  /** One sentence with the numbers. */
  message: string
  /** The same numbers by name; shares from 0 to 1. */
  evidence: Record<string, number | number[] | Record<string, number>>
}

export interface DisturbanceOptions {
  /** Processes whose work is being measured; this one where left out. */
  ownPids?: readonly number[]
  /** Whether the measured work runs on a GPU; otherwise only the processors count. Default true. */
  gpuInUse?: boolean
}

/** What counts as a disturbance; chosen so that an idle desktop with its browser closed passes. */
export const DISTURBANCE_THRESHOLDS = {
  /** Share of the samples whose clocks were held down. */
  throttledShare: 0.05,
  /** (largest − least) / mean of the SM clock while the GPU worked. Boost steps by heat alone stay below. */
  clockSpread: 0.1,
  /** Share of the samples in which another process was computing on the GPU. */
  foreignShare: 0.05,
  /** Mean share of all cores that other processes took. */
  otherCpu: 0.1,
} as const

const percent = (share: number) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`

/**
 * What disturbed a measurement, judged by the samples taken meanwhile. Looks at the GPUs that the measured processes
 * were seen on, or at all where they were seen on none (containers and Windows do not tell).
 */
export function findDisturbances(
  samples: readonly TelemetrySample[],
  { ownPids = [process.pid], gpuInUse = true }: DisturbanceOptions = {},
): Disturbance[] {
  const tracks = gpuInUse ? tracksOf(samples) : []
  const own = new Set(ownPids)
  const used = tracks.filter((track) => track.some(({ pids }) => pids?.some((pid) => own.has(pid))))
  const looked = used.length > 0 ? used : tracks
  return [
    ...looked.flatMap((track) => [
      ...throttled(track),
      ...clocksVaried(track),
      ...gpuShared(track, own, used.length > 0),
    ]),
    ...cpuShared(samples),
  ]
}

/** The samples by GPU; every track has at least one. */
function tracksOf(samples: readonly TelemetrySample[]): GpuSample[][] {
  const byIndex = Map.groupBy(
    samples.flatMap(({ gpus }) => gpus),
    ({ index }) => index,
  )
  return [...byIndex.values()]
}

function throttled(track: readonly GpuSample[]): Disturbance[] {
  const known = track.flatMap(({ throttle }) => (throttle === null ? [] : [throttle.filter(isDisturbing)]))
  const held = known.filter((reasons) => reasons.length > 0)
  const share = held.length / known.length
  if (held.length === 0 || share < DISTURBANCE_THRESHOLDS.throttledShare) return []
  const counts = new Map<ThrottleReason, number>()
  for (const reason of held.flat()) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const reasons = Object.fromEntries([...counts].map(([reason, count]) => [reason, count / known.length]))
  const named = Object.entries(reasons).map(([reason, part]) => `${reason} in ${percent(part)}`)
  const [{ index, name }] = track
  return [
    {
      kind: 'throttled',
      gpu: index,
      message: `GPU ${index} (${name}) was throttled in ${percent(share)} of ${known.length} samples: ${named.join(', ')}.`,
      evidence: { share, samples: known.length, reasons },
    },
  ]
}

/** Clocks count only while the GPU works: between two pieces of work they may fall. */
function clocksVaried(track: readonly GpuSample[]): Disturbance[] {
  const clocks = track.flatMap((gpu) => {
    const clock = gpu.smClockMHz ?? gpu.graphicsClockMHz
    const idle = gpu.throttle?.includes('gpu_idle') === true || gpu.utilisation === 0
    return clock === null || idle ? [] : [clock]
  })
  if (clocks.length < 2) return []
  const [least, largest] = [Math.min(...clocks), Math.max(...clocks)]
  const mean = clocks.reduce((sum, clock) => sum + clock, 0) / clocks.length
  const spread = (largest - least) / mean
  if (!(spread > DISTURBANCE_THRESHOLDS.clockSpread)) return []
  const [{ index, name }] = track
  return [
    {
      kind: 'clocks-varied',
      gpu: index,
      message: `GPU ${index} (${name}) changed its clock by ${percent(spread)}: ${least} to ${largest} MHz. Fixed clocks (nvidia-smi -lgc) make timings comparable.`,
      evidence: { minMHz: least, meanMHz: mean, maxMHz: largest, spread, samples: clocks.length },
    },
  ]
}

/** In a container the driver names the host's process numbers: the one stranger seen there may be oneself. */
function gpuShared(track: readonly GpuSample[], own: ReadonlySet<number>, ownSeen: boolean): Disturbance[] {
  const known = track.flatMap(({ pids }) => (pids === null ? [] : [pids]))
  const strangersIn = (pids: readonly number[]) => pids.filter((pid) => !own.has(pid))
  const pids = [...new Set(known.flatMap(strangersIn))]
  const tolerated = ownSeen ? 0 : 1
  const shared = known.filter((each) => strangersIn(each).length > tolerated)
  const share = shared.length / known.length
  if (shared.length === 0 || share < DISTURBANCE_THRESHOLDS.foreignShare) return []
  const [{ index, name }] = track
  const who = pids.length === 1 ? `Another process (${pids[0]})` : `Other processes (${pids.join(', ')})`
  return [
    {
      kind: 'gpu-shared',
      gpu: index,
      message: `${who} computed on GPU ${index} (${name}) in ${percent(share)} of ${known.length} samples.`,
      evidence: { share, samples: known.length, pids },
    },
  ]
}

function cpuShared(samples: readonly TelemetrySample[]): Disturbance[] {
  const others = samples.flatMap(({ cpu: { utilisation, ownUtilisation } }) =>
    utilisation === null || ownUtilisation === null ? [] : [Math.max(0, utilisation - ownUtilisation)],
  )
  if (others.length === 0) return []
  const mean = others.reduce((sum, other) => sum + other, 0) / others.length
  const max = Math.max(...others)
  if (mean <= DISTURBANCE_THRESHOLDS.otherCpu) return []
  return [
    {
      kind: 'cpu-shared',
      gpu: null,
      message: `Other processes took ${percent(mean)} of the processors on average, ${percent(max)} at most.`,
      evidence: { mean, max, samples: others.length },
    },
  ]
}
