import { describe, expect, it } from 'vitest'
import { tinyFiles } from '../main/stages/tiny-engines.ts'
import { RESIDUAL_ENGINE } from '../support/stand-in-trtexec/residual-engine.ts'
import type { StandInSettings } from '../support/stand-in-trtexec/settings.ts'
import { standInTrtexec } from '../support/stand-in-trtexec/stand-in.ts'
import { useTinyWorkspace } from '../support/tiny-workspace.ts'
import { compareWith, openBuiltEngine, readFirstFinding, startEngineJob, watchLog } from './engine-story.ts'
import { hasChromium, openWorkbench, WITHOUT } from './open-workbench.ts'

const workspace = useTinyWorkspace(1)

/** A workbench whose trtexec is a stand-in, and a model with Q/DQ nodes. */
async function openWith(home: string, settings: Partial<StandInSettings>) {
  const { path: trtexec } = standInTrtexec(workspace.folder, settings)
  const { qdq } = await tinyFiles(workspace.folder)
  const { page, engine, quiet } = await openWorkbench(workspace.folder, home)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('textbox', { name: 'trtexec' }).fill(trtexec)
  await expect.poll(async () => (await engine.client.system.settings()).trtexec).toBe(trtexec)
  return { page, quiet, model: qdq.path, main: page.getByRole('main') }
}

describe.skipIf(!hasChromium)(`engines in the workbench${WITHOUT}`, () => {
  it('are built, explained, compared, and changed into the next experiment', async () => {
    const latencyMs = { fp16: 2, int8: 1.4 }
    const { page, main, model } = await openWith('engines', { latencyMs, layers: RESIDUAL_ENGINE })
    await startEngineJob(page, model)
    await watchLog(page, 'Start parsing network model.')
    await openBuiltEngine(page, 'qdq.onnx')

    const finding = await readFirstFinding(page)
    expect(finding).toMatch(/^high Float skip inputs 1 layer 0\.280 ms 20\.0%/)
    expect(finding).toContain('/model.1/QuantizeLinear fp16 → int8 (0.2800 ms)')
    expect(await compareWith(page, 'qdq.onnx in FP16')).toBe('Together 1.400 2.000 +0.600')

    await main.getByRole('tab', { name: /^Layers/ }).click()
    await main.getByRole('row', { name: /model\.2\.conv/ }).click()
    await main.getByRole('link', { name: 'Show in the graph' }).click()
    await main.getByText('5 engine layers. 1.400 ms a run.').waitFor()
    await page.goBack()

    await main.getByRole('tab', { name: /^Report/ }).click()
    await main.getByRole('button', { name: /^New experiment with this change: Quantize the skip/ }).click()
    await page.waitForURL(/\/experiments\?.*apply=/)
    expect(await main.getByLabel('Quantizers at Add').inputValue()).toBe('residual')
  })

  it('are cancelled while they are built, and say why they could not be', async () => {
    const hangs: StandInSettings['failures'] = [{ when: '--onnx=', how: 'hang' }]
    const { page, main, model } = await openWith('troubled', { failures: hangs })
    await startEngineJob(page, model)
    await watchLog(page, 'Start parsing network model.')
    await main.getByText(/^Build · qdq\.onnx/).waitFor()
    await main.getByRole('button', { name: 'Cancel', exact: true }).click()
    await main.getByText('Cancelled', { exact: true }).first().waitFor()

    standInTrtexec(workspace.folder, { failures: [{ when: '--onnx=', how: 'unsupported-operator' }] })
    await startEngineJob(page, model)
    const alert = main.getByRole('alert')
    await alert.waitFor()
    const said = await alert.innerText()
    expect(said).toContain('MODEL_OPERATOR')
    expect(said).toContain('NonZero')
    expect(said).toContain('Use a newer TensorRT')
    await watchLog(page, 'No importer registered for op: NonZero')
  })
})
