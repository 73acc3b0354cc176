import { basename, join } from 'node:path'
import { sha256, writeAtomically } from '../../base/files.ts'
import { encodeModel } from '../../onnx/encode.ts'
import { endWork } from '../../runs/partial-work.ts'
import type { RunRecorder } from '../../runs/run-recorder.ts'
import { recordQuantization } from '../../runs/quantization-record.ts'
import { recordSensitivity } from '../../runs/sensitivity-record.ts'
import type { Store } from '../../runs/store.ts'
import { sensitivityIdentity } from '../../stages/sensitivity/spec.ts'
import type { Host } from '../host.ts'
import {
  addQuantizationFlags,
  meterOptions,
  openQuantizationSource,
  rangesIdentity,
  type QuantizationFlags,
  type QuantizationSource,
  withCalibration,
} from '../quantization-source.ts'
import { addResumeFlag, beginResumable } from '../resumable.ts'
import { addSensitivityFlags, sensitivityPlan, type SensitivityPlanFlags } from '../sensitivity-flags.ts'
import { sensitivityText } from '../sensitivity-text.ts'
import { quantizeSource, type QuantizedSource } from '../source-ranges.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'
import { modelNameAt } from '../../runs/model-name.ts'

interface SensitivityFlags extends QuantizationFlags, SensitivityPlanFlags {
  resume?: boolean
}

/** Keeps what layers are looked at with: the quantized model that they are switched in, its ranges and histograms. */
async function keepQuantization(
  store: Store,
  runId: string,
  { file, recipe }: QuantizationSource,
  { quantized, calibration }: QuantizedSource,
  bytes: Uint8Array,
): Promise<void> {
  const name = basename(file.path).replace(/(?:\.onnx)?$/, '.quantized.onnx')
  await store.artifacts.putBytes({ runId, role: 'output', name, kind: 'model' }, bytes)
  if (calibration === null) return
  const model = { path: file.path, sha256: file.sha256 }
  await recordQuantization(store, runId, { model, recipe, calibration, quantized })
}

async function analyseAndKeep(
  host: Host,
  recorder: RunRecorder,
  source: QuantizationSource & { readonly flags: SensitivityFlags },
): Promise<void> {
  const { flags, file, detector, recipe, evaluation, calibration } = source
  const { store } = recorder
  const plan = sensitivityPlan(flags, host.options.seed)
  const options = meterOptions(host, source, plan.metric)
  const ranges = rangesIdentity(source)
  const parts = { detector, dataset: evaluation, plan, options }
  const name = `${modelNameAt(recorder.store, file.path)} sensitivity ${plan.mode} by ${plan.by}`
  const { run, folder, resumed } = await beginResumable(
    host,
    store,
    {
      verb: 'sensitivity',
      place: file.path,
      identity: { ...sensitivityIdentity(parts), ...ranges },
      resume: flags.resume === true,
    },
    () =>
      recorder.start(
        {
          kind: 'sensitivity',
          name,
          parameters: { plan: { ...plan }, recipe: { ...recipe }, nms: { ...options.nms } },
        },
        {
          file,
          family: detector.family.id,
          datasets: [
            { dataset: evaluation, role: 'evaluation' },
            ...(calibration === null ? [] : [{ dataset: calibration.dataset, role: 'calibration' as const }]),
          ],
        },
      ),
  )
  await recorder.during([run.id], async () => {
    const checkpoint = { path: join(folder, 'calibration'), resume: resumed, modelSha256: file.sha256 }
    const made = await quantizeSource(host, source, checkpoint)
    const quantized = made.quantized.model
    const bytes = encodeModel(quantized)
    await keepQuantization(store, run.id, source, made, bytes)
    const identity = { ...ranges, quantized: sha256(bytes) }
    const kept = { path: join(folder, 'units'), resume: resumed, identity }
    const recorded = await host.task(
      `Sensitivity of ${basename(file.path)} on ${evaluation.name}`,
      (context) => recordSensitivity(store, run, { ...parts, quantized, checkpoint: kept }, context),
    )
    for (const { file: image, message } of recorded.result.problems)
      host.note(`left out ${image}: ${message}`)
    if (flags.summary !== undefined) await writeAtomically(flags.summary, recorded.summary)
    host.result({ run: run.id, ...recorded.document, comparisons: recorded.comparisons }, () =>
      sensitivityText(recorded, flags.top),
    )
  })
  endWork(store, run.id)
}

/** `quantbench sensitivity MODEL --calib DIR --data DIR`: which layers hurt when they are quantized. */
export const sensitivity: Verb = {
  register(program, withHost) {
    const command = program
      .command('sensitivity')
      .description('which blocks or layers cost the most when they are quantized')
      .argument('<model>', 'float ONNX file')
    addSensitivityFlags(command)
    addResumeFlag(addQuantizationFlags(command))
    const host = withHost(command)
    command.action(async (path: string, given: SensitivityFlags) => {
      const flags = withCalibration(given)
      const source = { ...(await openQuantizationSource(host(), path, flags)), flags }
      await withRecorder(host(), (recorder) => analyseAndKeep(host(), recorder, source))
    })
  },
}
