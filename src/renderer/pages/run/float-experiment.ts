import type { LocationQueryRaw } from 'vue-router'
import type { RunDetail } from '../../../shared/contract/run.ts'
import { recipePatchSchema, type RecipePatch } from '../../../shared/contract/recipe-patch.ts'
import { experimentQuery, sourceOfEntry } from '../models/dataset/dataset-source.ts'

/** What a recipe has where nobody chose otherwise; saying it again would only lengthen the command. */
const DEFAULTS: Record<string, unknown> = {
  weights: 'max',
  rules: 'on',
  add: 'none',
  sharedAmax: 'merged',
  concatInputs: false,
  headFloat: 'auto',
  fp16: false,
}

const FIELDS = ['method', 'match', 'exclude', ...Object.keys(DEFAULTS)]

/** The recipe that a run quantized by, as changes of the default one. */
export function recipeOfRun({ parameters }: Pick<RunDetail, 'parameters'>): RecipePatch {
  const { recipe } = parameters
  if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe)) return {}
  const isSaid = ([name, value]: [string, unknown]) =>
    FIELDS.includes(name) && value !== DEFAULTS[name] && !(Array.isArray(value) && value.length === 0)
  const said = Object.entries(recipe).filter(isSaid)
  const { method, percentile, include } = recipe
  const parsed = recipePatchSchema.safeParse({
    ...Object.fromEntries(said),
    ...(method === 'percentile' ? { percentile } : {}),
    ...(Array.isArray(include) && include.length > 0 ? { only: include } : {}),
  })
  return parsed.success ? parsed.data : {}
}

/** Where the data of a run lie, as the parameters of other pages name them. */
function sourcesOf({ datasets }: Pick<RunDetail, 'datasets'>): Record<string, string> {
  const source = (role: 'evaluation' | 'calibration', use: 'data' | 'calib') => {
    const dataset = datasets.find((each) => each.role === role)
    return dataset === undefined || dataset.root === '' ? {} : experimentQuery(sourceOfEntry(dataset), use)
  }
  return { ...source('evaluation', 'data'), ...source('calibration', 'calib') }
}

/** Where the advice on a run's model stands, for its recipe and measured on its images. */
export function adviceQuery(run: RunDetail): LocationQueryRaw {
  return {
    model: run.model?.path ?? '',
    view: 'advice',
    ...sourcesOf(run),
    recipe: JSON.stringify(recipeOfRun(run)),
  }
}

/** Query of a new experiment on a run's model and data, by its recipe with more layers left float. */
export function floatExperiment(run: RunDetail, exclude: readonly string[]): LocationQueryRaw {
  const recipe = recipeOfRun(run)
  const patch: RecipePatch = { ...recipe, exclude: [...new Set([...(recipe.exclude ?? []), ...exclude])] }
  return {
    kind: 'run',
    ...(run.model === null ? {} : { model: run.model.path }),
    ...sourcesOf(run),
    apply: JSON.stringify(patch),
  }
}
