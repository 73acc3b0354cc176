import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineDiff } from '../../../../src/main/api/analysis/methods/diff-engines.ts'
import { engineExplanation } from '../../../../src/main/api/analysis/methods/explain-engine.ts'
import { engineDiffSchema } from '../../../../src/shared/contract/engine-diff.ts'
import { engineExplanationSchema } from '../../../../src/shared/contract/engine-explanation.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'
import { TENSORRT } from '../../trt/fixture-files.ts'
import { ENGINES } from '../../trt/recorded-engine.ts'

const filesOf = (name: keyof typeof ENGINES) => {
  const base = reference(`${TENSORRT}/${ENGINES[name]}`)
  return { layers: `${base}.graph.json`, profile: `${base}.profile.json` }
}

describe('engineExplanation', () => {
  it('wants an engine or a model', async () => {
    await expect(engineExplanation({})).rejects.toMatchObject({ code: 'USAGE' })
  })

  it('says which file cannot be read', async () => {
    const layers = join(folderWith({ 'e.json': '{' }), 'e.json')
    await expect(engineExplanation({ engine: { layers } })).rejects.toMatchObject({ code: 'JSON_INVALID' })
  })
})

describeWithReference(TENSORRT, 'engines over the contract', () => {
  it('an explanation is what the contract says, to the letter', async () => {
    const found = await engineExplanation({ engine: filesOf('qat') })
    expect(engineExplanationSchema.parse(structuredClone(found))).toEqual(found)
    expect(found.engine?.findings.length).toBeGreaterThan(3)
  })

  it('so is a difference', async () => {
    const found = await engineDiff({ a: filesOf('qat'), b: filesOf('qatResidual') })
    expect(engineDiffSchema.parse(structuredClone(found))).toEqual(found)
    expect(found.pairs.length).toBeGreaterThan(20)
  })
})
