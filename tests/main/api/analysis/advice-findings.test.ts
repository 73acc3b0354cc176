import { describe, expect, it } from 'vitest'
import { adviceFindings } from '../../../../src/main/api/analysis/methods/advice-findings.ts'
import { resourcePath } from '../../../../src/main/base/resources.ts'
import { recipeSchema } from '../../../../src/shared/contract/experiment.ts'
import { adviceReportSchema } from '../../../../src/shared/contract/advice.ts'

const signal = new AbortController().signal
const model = resourcePath('demo/detector.onnx')

describe('advice.findings', () => {
  it('judges a model by its file, for the recipe that it is asked about', async () => {
    const recipe = recipeSchema.parse({ add: 'residual' })
    const byDefault = adviceReportSchema.parse(await adviceFindings({ model, images: 10 }, signal))
    const withSkips = adviceReportSchema.parse(await adviceFindings({ model, recipe, images: 10 }, signal))
    const rulesOf = ({ findings }: typeof byDefault) => findings.map(({ rule }) => rule)
    // Three additions read their skip input in float until the recipe quantizes it.
    expect(rulesOf(byDefault).length).toBe(rulesOf(withSkips).length + 1)
    expect(byDefault.rules.filter(({ outcome }) => outcome === 'skipped').length).toBeGreaterThan(0)
  })

  it('says that a file is missing', async () => {
    await expect(adviceFindings({ model: '/none.onnx', images: 1 }, signal)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
  })
})
