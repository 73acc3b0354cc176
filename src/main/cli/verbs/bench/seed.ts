import { basename } from 'node:path'
import { QuantbenchError } from '../../../base/errors.ts'
import { loadCalibrationTable } from '../../../calib/table.ts'
import { encodeModel } from '../../../onnx/encode.ts'
import { imageInput } from '../../../onnx/image-input.ts'
import type { Model } from '../../../onnx/model.ts'
import type { Run } from '../../../runs/run-record.ts'
import type { RunRecorder } from '../../../runs/run-recorder.ts'
import { calibrateModel } from '../../../stages/calibrate.ts'
import { isQuantized, type ModelFile } from '../../../stages/model-file.ts'
import { openDetector } from '../../../stages/open-detector.ts'
import { preparedCopy } from '../../../stages/quantize.ts'
import type { EngineEntry } from '../../../stages/trtexec-contestants.ts'
import {
  seedCache,
  seedEntries,
  seedModels,
  seedTensors,
  type SeedRanges,
} from '../../../stages/trtexec-seed.ts'
import type { TrtexecTool } from '../../../stages/trtexec-tool.ts'
import { openData, problemPolicy } from '../../dataset-flags.ts'
import { detectorOverrides } from '../../detector-flags.ts'
import type { Host } from '../../host.ts'
import type { TrtexecBenchFlags } from './trtexec-flags.ts'

/**
 * The engines of `--preset seed`: the models are made and kept with the benchmark's run, so that the command lines that
 * name them hold.
 */
export async function makeSeedEntries(
  host: Host,
  recorder: RunRecorder,
  head: Run,
  file: ModelFile,
  tool: TrtexecTool,
  flags: TrtexecBenchFlags,
): Promise<EngineEntry[]> {
  if (isQuantized(file.model)) {
    throw new QuantbenchError('USAGE', 'Expected a float model for --preset seed, got one with Q/DQ', {
      wayOut: 'Give the model that it was quantized from.',
    })
  }
  const prepared = preparedCopy(file.model)
  const ranges = await rangesFor(host, file, prepared, flags)
  const models = seedModels(prepared, ranges)
  const name = basename(file.path, '.onnx')
  const keep = async (role: string, ending: string, kind: string, content: Uint8Array | string) => {
    const link = { runId: head.id, role, name: `${name}${ending}`, kind }
    const { sha256 } = await recorder.store.artifacts.putBytes(link, content)
    return recorder.store.artifacts.pathOf(sha256)
  }
  const model = (ending: string, of: Model) => keep('output', `${ending}.onnx`, 'model', encodeModel(of))
  return seedEntries(
    {
      float: await model('-float', models.float),
      calibrationCache: await keep('calibration-cache', '.cache', 'text', seedCache(ranges, tool.release)),
      qdq: await model('-qdq', models.qdq),
      qdqRules: await model('-qdq-rules', models.qdqRules),
    },
    file.path,
  )
}

async function rangesFor(
  host: Host,
  file: ModelFile,
  prepared: Model,
  flags: TrtexecBenchFlags,
): Promise<SeedRanges> {
  const { calib, split, images, table } = flags
  if (table !== undefined) return loadCalibrationTable(table)
  const { device, threads } = host.options
  const onProblem = problemPolicy(flags)
  const source = { data: calib, split, prefer: 'train' } as const
  const dataset = await openData(host, source, { onProblem, images, withGroundTruth: false })
  const [{ file: trial }] = dataset.images
  const session = { device, threads }
  const { preprocess } = await openDetector(file.model, file.path, trial, detectorOverrides(flags), session)
  const batch = imageInput(file.model).batch ?? 1
  const options = { ...session, batch, onBadImage: onProblem }
  const calibration = await host.task(`Calibrate ${basename(file.path)} on ${dataset.name}`, (context) =>
    calibrateModel(prepared, seedTensors(prepared), dataset, preprocess, options, context),
  )
  for (const { file: image, message } of calibration.badImages) host.note(`left out ${image}: ${message}`)
  return calibration
}

/** Throws USAGE where the flags of the preset do not go together. */
export function checkSeedFlags(paths: readonly string[], { preset, calib, table }: TrtexecBenchFlags): void {
  if (preset === undefined) {
    if (calib === undefined && table === undefined) return
    throw new QuantbenchError('USAGE', '--calib and --table are for --preset seed only', {
      wayOut: 'Add --preset seed, or quantize first (`quantbench ptq`).',
    })
  }
  if (paths.length === 1 && (calib === undefined) !== (table === undefined)) return
  throw new QuantbenchError(
    'USAGE',
    'Expected one float model and either --calib DIR or --table FILE with --preset seed',
    { wayOut: 'Calibrate on images with --calib, or use a table saved by `ptq --save-table`.' },
  )
}
