import { messageOf, QuantbenchError } from '../base/errors.ts'
import type { StageContext } from '../base/progress.ts'
import { openSampler, type TelemetrySampler } from '../telemetry/sampler.ts'
import { buildEngine, type BuiltEngine, type EngineCache } from './engine-build.ts'
import { lineUp, type Contestant, type EngineEntry } from './trtexec-contestants.ts'
import type { EngineListener } from './trtexec-race.ts'
import type { ShapeWishes } from './trtexec-shapes.ts'
import { TrtexecSteps } from './trtexec-steps.ts'
import type { TrtexecTool } from './trtexec-tool.ts'

export interface EvaluatedEngineOptions extends ShapeWishes {
  readonly tool: TrtexecTool
  /** Engines of earlier builds, those of benchmarks among them. */
  readonly cache: EngineCache
  readonly listener: EngineListener
  /** For copies of the model and everything that trtexec writes. */
  readonly folder: string
  /** Tells of the GPUs; closed here. */
  readonly openTelemetry?: () => Promise<TelemetrySampler>
}

/**
 * Builds the engine that a benchmark of this model would measure, or takes the one that it left. Throws what `lineUp`
 * refuses, what `buildEngine` throws, and CANCELLED.
 */
export async function engineForEvaluation(
  entry: EngineEntry,
  options: EvaluatedEngineOptions,
  { onProgress, signal }: StageContext = {},
): Promise<{ contestant: Contestant; built: BuiltEngine }> {
  const { tool, cache, listener, openTelemetry = openSampler } = options
  const lineup = await lineUp([entry], { ...options, release: tool.release, raceFp16: false })
  const contestant = lineup.contestants.at(0)
  if (contestant === undefined) throw lineup.refusals[0].error
  await listener.onStart?.(contestant)
  const sampler = await openTelemetry()
  const steps = new TrtexecSteps(1, { onProgress, signal })
  try {
    const target = { version: tool.release, gpus: sampler.gpus, device: 0 }
    const running = steps.next('build', contestant.label)
    const built = await buildEngine(contestant, cache, { tool, target }, running)
    await listener.onBuilt?.(contestant, built)
    steps.finish()
    return { contestant, built }
  } catch (thrown) {
    const error = readable(thrown)
    if (error.code !== 'CANCELLED') await listener.onFailed?.(contestant, error)
    throw error
  } finally {
    sampler.close()
  }
}

function readable(thrown: unknown): QuantbenchError {
  if (thrown instanceof QuantbenchError) return thrown
  return new QuantbenchError('INTERNAL', messageOf(thrown), { cause: thrown })
}
