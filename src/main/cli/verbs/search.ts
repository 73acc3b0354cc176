import { basename, join } from 'node:path'
import { shellLine } from '../../base/shell-words.ts'
import { encodeModel, saveModel } from '../../onnx/encode.ts'
import { endWork } from '../../runs/partial-work.ts'
import type { RunRecorder } from '../../runs/run-recorder.ts'
import type { Recipe } from '../../quant/recipe.ts'
import { recordSearch } from '../../runs/search-record.ts'
import type { PointOrigin } from '../../runs/search-point-runs.ts'
import type { Identity } from '../../stages/identity.ts'
import { COST_UNITS } from '../../stages/search/costs.ts'
import { openProfiledEngines } from '../../stages/search/engine-costs.ts'
import type { SearchPoint } from '../../stages/search/points.ts'
import { RangedQuantizer } from '../../stages/search/ranged-quantizer.ts'
import { searchIdentity, type SearchPlan } from '../../stages/search/spec.ts'
import { metricFor } from '../../stages/search/target.ts'
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
import { openRanges } from '../source-ranges.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'
import { addSearchFlags, engineFiles, searchPlan, type SearchPlanFlags } from './search/flags.ts'
import { ptqWords } from './search/ptq-command.ts'
import { searchText } from './search/text.ts'
import { modelNameAt } from '../../runs/model-name.ts'

interface SearchFlags extends QuantizationFlags, SearchPlanFlags {
  out?: string
  resume?: boolean
}

type Source = QuantizationSource & { readonly flags: SearchFlags }

/** What the search is about, beside the model's ranges. */
async function partsOf(host: Host, source: Source) {
  const { flags, detector, evaluation, calibration, prepared } = source
  const plan = searchPlan(flags, host.options.seed)
  const metric = metricFor(plan.target, evaluation.groundTruth !== null)
  const files = engineFiles(flags)
  const engines = files === null ? undefined : await openProfiledEngines(files, prepared)
  const options = meterOptions(host, source, metric)
  return { detector, dataset: evaluation, plan, options, engines, calibration: calibration?.dataset }
}

type Parts = Awaited<ReturnType<typeof partsOf>>

/** The recipe, and what it may become: their tensors are all observed in one pass. */
function recipesToObserve({ recipe }: Source, { choose }: SearchPlan): Recipe[] {
  if (!choose.includes('add')) return [recipe]
  return (['none', 'residual', 'both'] as const).map((add) => ({ ...recipe, add }))
}

function begin(host: Host, recorder: RunRecorder, source: Source, parts: Parts) {
  const { flags, file, detector, recipe, evaluation, calibration } = source
  const { plan, options } = parts
  const name = `${modelNameAt(recorder.store, file.path)} search by ${plan.by}`
  const { target, estimate, chooseFor, choose } = plan
  const parameters = {
    plan: {
      ...{ ...plan, target: { ...target }, estimate: { ...estimate } },
      ...{ choose: [...choose], chooseFor: { ...chooseFor } },
    },
    recipe: { ...recipe },
    nms: { ...options.nms },
  }
  return beginResumable(
    host,
    recorder.store,
    {
      verb: 'search',
      place: file.path,
      identity: identityOf(source, parts),
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

function identityOf(source: Source, parts: Parts): Identity {
  return { ...searchIdentity(parts), ...rangesIdentity(source, recipesToObserve(source, parts.plan)) }
}

async function searchAndKeep(host: Host, recorder: RunRecorder, source: Source): Promise<void> {
  const { flags, file, evaluation, prepared, recipe } = source
  const { store } = recorder
  const parts = await partsOf(host, source)
  const { run, folder, resumed } = await begin(host, recorder, source, parts)
  await recorder.during([run.id], async () => {
    const checkpoint = { path: join(folder, 'calibration'), resume: resumed, modelSha256: file.sha256 }
    const { ranges } = await openRanges(host, source, checkpoint, recipesToObserve(source, parts.plan))
    const quantizer = new RangedQuantizer(prepared, recipe, ranges)
    const identity = rangesIdentity(source, recipesToObserve(source, parts.plan))
    const kept = { path: join(folder, 'points'), resume: resumed, identity }
    const limits = { points: flags.maxPoints, minutes: flags.minutes }
    const spec = { ...parts, quantizer, limits, checkpoint: kept }
    const title = `Search float layers of ${basename(file.path)} on ${evaluation.name}`
    const origin = pointOrigin(source, quantizer, parts.plan)
    const { result, document } = await host.task(title, (context) =>
      recordSearch(store, run, spec, origin, context),
    )
    for (const { file: image, message } of result.problems) host.note(`left out ${image}: ${message}`)
    const { model } = result.quantized
    const out = flags.out ?? file.path.replace(/(?:\.onnx)?$/, '.mixed.onnx')
    if (flags.out !== undefined) await saveModel(model, flags.out)
    await recorder.keepModel(run.id, encodeModel(model), basename(out), null, flags.out)
    const command = shellLine(['quantbench', ...wordsFor(source, result.chosen, quantizer, out)])
    host.result({ run: run.id, out: flags.out ?? null, ...document, command }, () =>
      searchText(result, command),
    )
  })
  endWork(store, run.id)
}

/** The command line that makes a point's model; by flags where they can say it. */
function wordsFor(
  { flags, file }: Source,
  { recipe, choices }: SearchPoint,
  { recipe: given }: RangedQuantizer,
  out: string,
): string[] {
  const isByFlags = choices.length === 0 && flags.recipe === undefined
  const wishes = isByFlags ? { exclude: recipe.exclude.slice(given.exclude.length) } : { recipe }
  return ptqWords(file.path, flags, wishes, out)
}

function pointOrigin(source: Source, quantizer: RangedQuantizer, { cost }: SearchPlan): PointOrigin {
  const { path } = source.file
  const outOf = ({ step }: SearchPoint): string => path.replace(/(?:\.onnx)?$/, `.point-${step}.onnx`)
  return {
    label: basename(path),
    costUnit: COST_UNITS[cost],
    argvOf: (point) => wordsFor(source, point, quantizer, outOf(point)),
  }
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
    command.action(async (path: string, given: SearchFlags) => {
      const flags = withCalibration(given)
      // A target that makes no sense is refused before anything is read.
      searchPlan(flags, host().options.seed)
      const source = { ...(await openQuantizationSource(host(), path, flags)), flags }
      await withRecorder(host(), (recorder) => searchAndKeep(host(), recorder, source))
    })
  },
}
