import { basename, join, resolve } from 'node:path'
import { encodeModel, saveModel } from '../../../onnx/encode.ts'
import { endWork } from '../../../runs/partial-work.ts'
import { recordQuantization } from '../../../runs/quantization-record.ts'
import type { RunRecorder } from '../../../runs/run-recorder.ts'
import type { Store } from '../../../runs/store.ts'
import type { Calibration } from '../../../stages/calibrate.ts'
import type { Host } from '../../host.ts'
import { beginResumable } from '../../resumable.ts'
import { calibrated, fromTable, type Made } from './made.ts'
import { identityOf, type Quantization } from './quantization.ts'
import { reportsOf } from './reconstruction-reports.ts'
import { saveSideFiles } from './side-files.ts'
import { describe } from './text.ts'
import { modelNameAt } from '../../../runs/model-name.ts'

/** Quantizes, writes the files that were asked for, and stores the run; nothing is written before all of it exists. */
export async function quantizeAndKeep(host: Host, recorder: RunRecorder, work: Quantization): Promise<void> {
  const started = performance.now()
  const { file, flags, recipe, images } = work
  const { store } = recorder
  const subject = {
    file,
    family: null,
    datasets: images === null ? [] : [{ dataset: images.dataset, role: 'calibration' as const }],
  }
  const name = `${modelNameAt(store, file.path)} ptq:${recipe.method}`
  const { run, folder, resumed } = await beginResumable(
    host,
    store,
    {
      verb: 'ptq',
      place: resolve(flags.out),
      identity: identityOf(work),
      resume: flags.resume === true,
    },
    () => recorder.start({ kind: 'ptq', name, parameters: { recipe: { ...recipe } } }, subject),
  )
  const checkpoint = { path: join(folder, 'calibration'), resume: resumed, modelSha256: file.sha256 }
  await recorder.during([run.id], async () => {
    const made = images === null ? await fromTable(work) : await calibrated(host, work, images, checkpoint)
    const { quantized, calibration, reconstruction } = made
    await saveModel(quantized.model, flags.out)
    await saveSideFiles(flags, file, recipe, made)
    await recorder.keepModel(run.id, encodeModel(quantized.model), basename(flags.out), null, flags.out)
    if (calibration !== null) await keepCalibration(store, run.id, work, made, calibration)
    host.result(
      {
        run: run.id,
        out: flags.out,
        quantizers: quantized.quantizers,
        excluded: quantized.excluded,
        scaleGroups: quantized.scaleGroups,
        notes: quantized.notes,
        half: quantized.half,
        ...reportsOf(reconstruction),
        timing: { wallMs: performance.now() - started, calibration: calibration?.timing ?? null },
      },
      () => describe(made, flags),
    )
  })
  endWork(store, run.id)
}

/** Keeps what calibration found out, and what was learned behind it. */
async function keepCalibration(
  store: Store,
  runId: string,
  { file, recipe }: Quantization,
  { quantized, reconstruction }: Made,
  calibration: Calibration,
): Promise<void> {
  const model = { path: file.path, sha256: file.sha256 }
  await recordQuantization(store, runId, { model, recipe, calibration, quantized })
  const { images, batch, firstImages, listHash, timing } = calibration
  store.runs.update(runId, {
    parameters: {
      recipe: { ...recipe },
      calibration: { images, batch, firstImages, listHash },
      ...reportsOf(reconstruction),
    },
  })
  store.metrics.put(runId, [{ name: 'calibration wall', value: timing.wallMs, unit: 'ms' }])
}
