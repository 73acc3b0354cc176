import { requireReadable } from '../../../base/regular-file.ts'
import { recipeFrom, type Recipe } from '../../../quant/recipe.ts'
import { adviseModel } from '../../../stages/advise.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import type { AdviceReport } from '../../../../shared/contract/advice.ts'
import type { AnalysisInput } from '../analysis-calls.ts'
import { keptDataset } from '../opened-datasets.ts'

type Input = AnalysisInput<'advice.findings'>

function recipeOf({ recipe }: Input): Recipe {
  if (recipe === undefined) return recipeFrom()
  const { rules, only, percentile, ...same } = recipe
  return recipeFrom({
    ...same,
    ...(percentile === undefined ? {} : { percentile }),
    rules: rules ? 'on' : 'off',
    include: only,
  })
}

/** What stands in the way of a model's quantization; by its file, and by images where there are any. */
export async function adviceFindings(input: Input, signal: AbortSignal): Promise<AdviceReport> {
  const { model, calib, data, images } = input
  requireReadable(model)
  const [calibration, evaluation] = await Promise.all(
    [calib, data].map(async (source) =>
      source === undefined ? undefined : (await keptDataset(source, signal)).dataset,
    ),
  )
  const options = { recipe: recipeOf(input), calibration, evaluation, images }
  return adviseModel(openModelFile(model).model, model, options, { signal })
}
