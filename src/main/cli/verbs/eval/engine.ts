import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { openSettings } from '../../../api/settings-file.ts'
import { QuantbenchError } from '../../../base/errors.ts'
import type { Model } from '../../../onnx/model.ts'
import { storedEngines } from '../../../runs/engine-cache.ts'
import { ENGINE_ROLES, EngineRecord } from '../../../runs/engine-record.ts'
import { resolveHome } from '../../../runs/home.ts'
import type { RunRecorder } from '../../../runs/run-recorder.ts'
import type { Store } from '../../../runs/store.ts'
import { engineForEvaluation } from '../../../stages/evaluated-engine.ts'
import type { DeviceName } from '../../../session/devices.ts'
import type { ExecutedEngine } from '../../../stages/execution.ts'
import { openModelFile, type ModelFile } from '../../../stages/model-file.ts'
import { requireTensorRtProvider, runnableEngine } from '../../../stages/tensorrt-provider.ts'
import { openTrtexec, type TrtexecTool } from '../../../stages/trtexec-tool.ts'
import type { Host } from '../../host.ts'
import { requireBatches } from './engine-batches.ts'

export interface EngineFlags {
  engine?: string
  trtexec?: string
}

/** Adds what only `--device tensorrt` takes. */
export function addEngineFlags(command: Command): Command {
  return command
    .option('--engine <run>', 'with --device tensorrt: the engine of this run of `bench`, not one of its own')
    .option('--trtexec <path>', 'with --device tensorrt: the trtexec that builds (default: as for `bench`)')
}

/** An engine that stands in for the model in an evaluation. */
export interface EvaluatedEngine {
  /** For ONNX Runtime's TensorRT provider. */
  readonly model: Model
  /** What tells it from other engines. */
  readonly key: string
  /** What the run's record says of it. */
  readonly facts: ExecutedEngine
}

/** What an evaluation through TensorRT starts from. */
export type EngineSource = { readonly run: string } | { readonly tool: TrtexecTool }

/** Throws USAGE where flags do not go with the device. */
export function checkEngineFlags(
  device: DeviceName,
  { engine, trtexec, rect = false }: EngineFlags & { rect?: boolean },
): void {
  if (device !== 'tensorrt' && (engine !== undefined || trtexec !== undefined)) {
    throw new QuantbenchError('USAGE', '--engine and --trtexec go with --device tensorrt only', {
      wayOut: 'Add --device tensorrt, or leave them out.',
    })
  }
  if (device === 'tensorrt' && rect) {
    throw new QuantbenchError('USAGE', 'An engine has fixed shapes, got --rect', {
      wayOut: 'Leave --rect out, or evaluate on another device.',
    })
  }
}

/**
 * Finds out, before any work, whether and how this machine can evaluate through TensorRT; null where the device is another
 * one. Throws DEVICE_MISSING, TRTEXEC_MISSING.
 */
export async function openEngineSource(
  { options: { device, home } }: Host,
  { engine, trtexec }: EngineFlags,
): Promise<EngineSource | null> {
  if (device !== 'tensorrt') return null
  await requireTensorRtProvider()
  if (engine !== undefined) return { run: engine }
  const { trtexec: setting } = openSettings(resolveHome({ option: home })).get()
  return { tool: await openTrtexec(trtexec ?? setting) }
}

/** How the images of an evaluation come. */
export interface EvaluatedShapes {
  readonly batch: number
  readonly images: number
  readonly size: { readonly height: number; readonly width: number }
}

/**
 * The engine for an evaluation that is `headId`: of an earlier run, or built now and kept as a run below it. Throws USAGE
 * where a named run has none that fits, and what building and `runnableEngine` throw.
 */
export async function engineOf(
  host: Host,
  recorder: RunRecorder,
  headId: string,
  file: ModelFile,
  source: EngineSource,
  shapes: EvaluatedShapes,
): Promise<EvaluatedEngine> {
  const { store } = recorder
  if ('run' in source) return engineOfRun(store, source.run, file, shapes)
  const record = new EngineRecord(recorder, headId, source.tool)
  store.runs.update(headId, { groupId: headId })
  const folder = mkdtempSync(join(tmpdir(), 'quantbench-engine-'))
  try {
    await host.task(`Build ${basename(file.path)} with TensorRT`, (context) => {
      const entry = { label: basename(file.path), file }
      const { batch, size } = shapes
      const place = { tool: source.tool, cache: storedEngines(store), listener: record, folder }
      // The last images may be fewer than a batch.
      const options = { ...place, batch, minBatch: 1, maxBatch: batch, size }
      return engineForEvaluation(entry, options, context)
    })
    record.keep()
  } catch (error) {
    record.abandon(error)
    throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return engineOfRun(store, record.runIds[0], file, shapes)
}

async function engineOfRun(
  store: Store,
  named: string,
  file: ModelFile,
  shapes: EvaluatedShapes,
): Promise<EvaluatedEngine> {
  const { id, kind, model, parameters, environment } = store.runs.find(named)
  const engine = store.artifacts.find(id, ENGINE_ROLES.engine)
  if (engine === undefined) {
    throw new QuantbenchError('USAGE', `Expected a run with an engine as --engine, got ${id} (${kind})`, {
      wayOut: 'Name an engine of `quantbench bench --backend trtexec`.',
    })
  }
  if (model?.sha256 !== file.sha256) {
    const got = model === null ? 'one of an unknown model' : `one of ${model.name}`
    throw new QuantbenchError(
      'USAGE',
      `Expected an engine of ${basename(file.path)}, got ${got} (run ${id})`,
      {
        wayOut: 'Give the model that the engine was built from.',
      },
    )
  }
  requireBatches(parameters['shapes'], shapes)
  const copy = store.artifacts.find(id, ENGINE_ROLES.model)
  const builtFrom = copy === undefined ? file.model : openModelFile(store.artifacts.pathOf(copy.sha256)).model
  const text = (value: unknown) => (typeof value === 'string' ? value : 'unknown')
  const tensorrt = text(environment['tensorrt'])
  return {
    model: await runnableEngine(store.artifacts.pathOf(engine.sha256), builtFrom, tensorrt),
    key: engine.sha256,
    facts: {
      run: id,
      key: text(parameters['engineKey']),
      precision: text(parameters['precision']),
      tensorrt,
    },
  }
}
