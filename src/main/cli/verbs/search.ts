import { basename, join } from 'node:path'
import { encodeModel, saveModel } from '../../onnx/encode.ts'
import { endWork } from '../../runs/partial-work.ts'
import type { RunRecorder } from '../../runs/run-recorder.ts'
import { recordSearch } from '../../runs/search-record.ts'
import { searchIdentity } from '../../stages/search/spec.ts'
import { metricFor } from '../../stages/search/target.ts'
import type { Host } from '../host.ts'
import {
  addQuantizationFlags,
  meterOptions,
  openQuantizationSource,
  rangesIdentity,
  type QuantizationFlags,
  type QuantizationSource,
} from '../quantization-source.ts'
import { addResumeFlag, beginResumable } from '../resumable.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'
import { addSearchFlags, searchPlan, type SearchPlanFlags } from './search/flags.ts'
import { ptqCommand } from './search/ptq-command.ts'
import { openQuantizer } from './search/quantizer.ts'
import { searchText } from './search/text.ts'

interface SearchFlags extends QuantizationFlags, SearchPlanFlags {
  out?: string
  resume?: boolean
}

type Source = QuantizationSource & { readonly flags: SearchFlags }

/** What the search is about, beside the model's ranges. */
function partsOf(host: Host, source: Source) {
  const { flags, detector, evaluation } = source
  const plan = searchPlan(flags, host.options.seed)
  const metric = metricFor(plan.target, evaluation.groundTruth !== null)
  return { detector, dataset: evaluation, plan, options: meterOptions(host, source, metric) }
}

function begin(host: Host, recorder: RunRecorder, source: Source) {
  const { flags, file, detector, recipe, evaluation, calibration } = source
  const parts = partsOf(host, source)
  const { plan, options } = parts
  const name = `${basename(file.path)} search by ${plan.by}`
  const parameters = {
    plan: { ...plan, target: { ...plan.target }, estimate: { ...plan.estimate } },
    recipe: { ...recipe },
    nms: { ...options.nms },
  }
  return beginResumable(
    host,
    recorder.store,
    {
      verb: 'search',
      place: file.path,
      identity: { ...searchIdentity(parts), ...rangesIdentity(source) },
      resume: flags.resume === true,
    },
    () =>
      recorder.start(
        { kind: 'search', name, parameters },
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
}

async function searchAndKeep(host: Host, recorder: RunRecorder, source: Source): Promise<void> {
  const { flags, file, evaluation } = source
  const { store } = recorder
  const { run, folder, resumed } = await begin(host, recorder, source)
  await recorder.during([run.id], async () => {
    const checkpoint = { path: join(folder, 'calibration'), resume: resumed, modelSha256: file.sha256 }
    const quantizer = await openQuantizer(host, source, checkpoint)
    const kept = { path: join(folder, 'points'), resume: resumed, identity: rangesIdentity(source) }
    const spec = { ...partsOf(host, source), quantizer, checkpoint: kept }
    const title = `Search float layers of ${basename(file.path)} on ${evaluation.name}`
    const { result, document } = await host.task(title, (context) => recordSearch(store, run, spec, context))
    for (const { file: image, message } of result.problems) host.note(`left out ${image}: ${message}`)
    const { model } = result.quantized
    const out = flags.out ?? file.path.replace(/(?:\.onnx)?$/, '.mixed.onnx')
    if (flags.out !== undefined) await saveModel(model, flags.out)
    await recorder.keepModel(run.id, encodeModel(model), basename(out), null, flags.out)
    const command = ptqCommand(file.path, flags, result.exclude, out)
    host.result({ run: run.id, out: flags.out ?? null, ...document, command }, () =>
      searchText(result, command),
    )
  })
  endWork(store, run.id)
}

/** `quantbench search MODEL --calib DIR --data DIR --max-drop X`: which layers have to stay float for a target. */
export const search: Verb = {
  register(program, withHost) {
    const command = program
      .command('search')
      .description('the cheapest set of float layers that reaches a target, or the best within a budget')
      .argument('<model>', 'float ONNX file')
      .option('--out <file>', 'write the chosen quantized model')
    addSearchFlags(command)
    addResumeFlag(addQuantizationFlags(command))
    const host = withHost(command)
    command.action(async (path: string, flags: SearchFlags) => {
      // A target that makes no sense is refused before anything is read.
      searchPlan(flags, host().options.seed)
      const source = { ...(await openQuantizationSource(host(), path, flags)), flags }
      await withRecorder(host(), (recorder) => searchAndKeep(host(), recorder, source))
    })
  },
}
