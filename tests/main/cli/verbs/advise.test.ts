import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { adviceReportSchema } from '../../../../src/shared/contract/advice.ts'
import { complaints, runCommand } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'

const documentSchema = adviceReportSchema.extend({
  model: z.object({ path: z.string(), sha256: z.string().length(64) }),
  recipe: z.object({ method: z.string() }),
})

describe('quantbench advise', () => {
  const workspace = useTinyWorkspace()

  it('prints findings with evidence, reason and source, and what it did not look into', async () => {
    const { status, stdout } = await runCommand('advise', workspace.model)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^INFO {2}1 smooth activation \(SiLU\) {2}\[smooth-activations\]$/m)
    expect(stdout).toMatch(/^ {2}evidence {2}activations 1 nodes$/m)
    expect(stdout).toMatch(/^ {2}source .*TensorRT Developer Guide/m)
    // Two of its prediction layers are zero on purpose.
    expect(stdout).toMatch(/^WARNING {2}6 dead channels in 2 layers {2}\[dead-channels\]$/m)
    expect(stdout).toMatch(/^0 errors, 1 warning, \d remarks from \d+ rules/m)
    expect(stdout).toMatch(/^not looked into for want of calibration images: .*activation-outliers/m)
  })

  it('prints one document with --json, measured where there are images', async () => {
    const { data, model } = workspace
    const argv = ['advise', model, '--calib', data, '--data', data, '--method', 'entropy', '--json']
    const { status, stdout } = await runCommand(...argv)
    expect(status).toBe(0)
    const document = documentSchema.parse(JSON.parse(stdout))
    expect(document.recipe.method).toBe('entropy')
    expect(document.measured).toMatchObject({ calibration: 6, evaluation: 6 })
    const size = document.findings.find(({ rule }) => rule === 'calibration-size')
    expect(size?.evidence[0]).toMatchObject({ value: 6, unit: 'images', measured: true })
  })

  it('refuses a model that is not there', async () => {
    const outcome = await runCommand('advise', `${workspace.folder}/none.onnx`)
    expect(outcome.status).toBe(1)
    expect(complaints(outcome).join('\n')).toMatch(/FILE_NOT_FOUND/)
  })
})
