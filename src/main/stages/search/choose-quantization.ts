import { sha256 } from '../../base/files.ts'
import type { StageContext } from '../../base/progress.ts'
import type { Recipe } from '../../quant/recipe.ts'
import { learnByRecipe, type ReconstructingRecipe } from '../reconstruct-by-recipe.ts'
import { choiceGroups } from './choice-groups.ts'
import { configurationOf, roughConfigurationOf } from './configurations.ts'
import { chooseCorrections } from './correction-choice.ts'
import { readLearned, writeLearned } from './learned-file.ts'
import { CALIBRATORS, chooseMethods } from './method-choice.ts'
import { OutputLoss } from './output-loss.ts'
import type { Configuration, PointMeter } from './point-meter.ts'
import type { RangedQuantizer } from './ranged-quantizer.ts'
import type { SearchWork } from './search-work.ts'
import type { Choice } from './spec.ts'

/** A search that chooses, with what it measures by. */
interface Choosing extends SearchWork {
  readonly points: PointMeter
  readonly loss: OutputLoss
}

/**
 * Chooses how the model is quantized before anything is left float: how ranges are made, then how additions are
 * quantized, which bad ranges would decide by chance, then what is corrected. What is to be compared in numbers is compared by the outputs on a few unlabelled images; each
 * outcome is then measured as a point, and taken over only where it comes nearer to the target. Ends as soon as the
 * target is met with nothing float. Leaves the meter with what was chosen.
 * Throws LimitReached, CANCELLED, and what sessions and learning throw.
 */
export async function chooseQuantization(work: SearchWork, points: PointMeter): Promise<void> {
  const { plan, detector, dataset, calibration = dataset, options, context } = work
  await points.measure([])
  const wants = (...choices: readonly Choice[]): boolean =>
    choices.some((choice) => plan.choose.includes(choice)) && !isReached(points)
  if (!wants(...plan.choose)) return
  const loss = await OutputLoss.open(
    points.work.meter.floatModel,
    detector,
    calibration,
    { ...options, images: plan.chooseFor.images, seed: plan.seed },
    context,
  )
  try {
    const choosing = { ...work, points, loss }
    if (wants('methods')) await takeIfNearer(points, await methodChoice(choosing))
    if (wants('add')) await chooseAdditions(work, points)
    if (wants('bias', 'adaround')) await takeIfNearer(points, await correctionChoice(choosing))
  } finally {
    await loss.close()
  }
}

/** Whether nothing more is to be gained: a budget is never so well used that it could not be used better. */
function isReached({ work, nearest }: PointMeter): boolean {
  return work.target.kind !== 'budget' && nearest?.isMet === true
}

/** Measures a configuration with nothing float, and goes on with it where it comes nearer to the target. */
async function takeIfNearer(points: PointMeter, other: Configuration): Promise<void> {
  const before = points.configuration
  points.configure(other)
  const point = await points.measure([])
  if (points.nearest !== point) points.configure(before)
}

/** Measures the model with its additions quantized in other ways. */
async function chooseAdditions(work: SearchWork, points: PointMeter): Promise<void> {
  const { quantizer, choices } = points.configuration
  const { recipe } = quantizer
  for (const add of ['none', 'residual', 'both'] as const) {
    const other: Recipe = { ...recipe, add }
    if (add === recipe.add || !quantizer.hasRanges(other)) continue
    const made = quantizer.with(other)
    // Without residual additions there is nothing to choose.
    if (
      add !== 'none' &&
      recipe.add === 'none' &&
      made.units('layer').length === quantizer.units('layer').length
    )
      return
    await takeIfNearer(points, await roughConfigurationOf(work, made, [...choices, `add ${add}`]))
  }
  const { configuration } = points
  if (configuration.quantizer === quantizer) return
  points.configure(await configurationOf(work, configuration.quantizer, configuration.choices))
}

/** The loss of recipes' models, of each computed once; ends where the search has to. */
function lossIn(
  { points, loss, log, context }: Choosing,
  choices: readonly string[],
  total: number,
  quantizerOf: (recipe: Recipe) => RangedQuantizer,
): (recipe: Recipe) => Promise<number> {
  let done = 0
  return async (recipe) => {
    const key = [...choices, sha256(JSON.stringify(recipe))]
    const { loss: value } = await log.once('loss', key, async () => {
      points.requireLeave()
      const started = performance.now()
      const found = await loss.of(quantizerOf(recipe).base, context.signal)
      return { kind: 'loss', choices: key, loss: found, ms: performance.now() - started }
    })
    done++
    context.onProgress?.({ phase: choices.join(', '), done, total, unit: 'models' })
    return value
  }
}

async function methodChoice(work: Choosing): Promise<Configuration> {
  const { plan, points } = work
  const { configuration } = points
  const { quantizer } = configuration
  const choices = [...configuration.choices, 'methods']
  const groups = choiceGroups(quantizer.units(plan.chooseFor.by))
  const possible = CALIBRATORS.filter((calibrator) =>
    quantizer.hasRanges({ ...quantizer.recipe, ...calibrator }),
  )
  const lossOf = lossIn(work, choices, 1 + possible.length * (1 + groups.length), (recipe) =>
    quantizer.with(recipe),
  )
  const recipe = await chooseMethods(quantizer.recipe, groups, possible, lossOf)
  return { ...configuration, choices, quantizer: quantizer.with(recipe) }
}

async function correctionChoice(work: Choosing): Promise<Configuration> {
  const { plan, points, context } = work
  const { configuration } = points
  const { quantizer } = configuration
  const all = correctingRecipe(quantizer.recipe, plan)
  const wanted = (['bias', 'adaround'] as const).filter((choice) => plan.choose.includes(choice))
  const choices = [...configuration.choices, ...wanted]
  const learned = await learn(work, quantizer, all, choices, context)
  const groups = choiceGroups(quantizer.units(plan.chooseFor.by))
  const lossOf = lossIn(work, choices, 1 + wanted.length * (1 + groups.length), (recipe) =>
    quantizer.with(recipe, learned),
  )
  const recipe = await chooseCorrections(all, groups, lossOf)
  return { ...configuration, choices, quantizer: quantizer.with(recipe, learned) }
}

/** Every layer learns; which take it over is chosen afterwards. */
function correctingRecipe(
  recipe: Recipe,
  { choose, adaroundSteps: steps, seed }: SearchWork['plan'],
): ReconstructingRecipe {
  const of = (choice: Choice): string[] => (choose.includes(choice) ? ['.'] : [])
  return {
    ...recipe,
    reconstruction: {
      ...{ biasCorrection: of('bias'), adaround: of('adaround'), steps, seed, exclude: recipe.exclude },
    },
  }
}

/** What an earlier process learned is read. */
async function learn(
  { log, detector, dataset, calibration = dataset, options }: Choosing,
  { prepared, ranges }: RangedQuantizer,
  recipe: ReconstructingRecipe,
  choices: readonly string[],
  context: StageContext,
) {
  const file = log.path === null ? null : `${log.path}.learned`
  let fresh: Awaited<ReturnType<typeof readLearned>> | null = null
  await log.once('learned', choices, async () => {
    const started = performance.now()
    const images = { dataset: calibration, preprocess: detector.preprocess }
    const { learned } = await learnByRecipe(prepared, recipe, ranges, images, options, context)
    fresh = learned
    if (file !== null) await writeLearned(file, learned)
    return { kind: 'learned', choices: [...choices], ms: performance.now() - started }
  })
  return fresh ?? (await readLearned(file ?? ''))
}
