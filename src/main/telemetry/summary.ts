import { findDisturbances, type Disturbance, type DisturbanceOptions } from './disturbance.ts'
import { telemetryFigure, telemetrySeries, type TelemetryFigure, type TelemetrySeries } from './figures.ts'
import type { GpuDescription } from './gpu.ts'
import type { TelemetrySampler } from './sampler.ts'

/** The state of the machine during a measurement. */
export interface TelemetrySummary {
  samples: number
  intervalMs: number
  /** Mean time that a sample took. */
  costMs: number
  /** What the GPUs were asked through; null without any. */
  via: TelemetrySampler['via']
  gpus: GpuDescription[]
  figures: TelemetryFigure[]
}

/** What was seen during a measurement: in short, over time, and what is wrong with it. */
export interface TelemetryFindings {
  summary: TelemetrySummary
  series: TelemetrySeries[]
  disturbances: Disturbance[]
}

/** What a sampler has seen so far. */
export function summariseTelemetry(
  sampler: TelemetrySampler,
  options: DisturbanceOptions = {},
): TelemetryFindings {
  const { samples, intervalMs, costMs, via, gpus } = sampler
  const series = telemetrySeries(samples)
  const figures = series.map(telemetryFigure)
  return {
    summary: { samples: samples.length, intervalMs, costMs, via, gpus: [...gpus], figures },
    series,
    disturbances: findDisturbances(samples, options),
  }
}
