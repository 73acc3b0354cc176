import { describe, expect, it } from 'vitest'
import { runCommand } from '../../../support/command-line.ts'
import { useTinyWorkspace } from '../../../support/tiny-workspace.ts'

const workspace = useTinyWorkspace()

describe('quantbench bench', () => {
  it('gives the machine and the disturbances, but not their points, with --json', async () => {
    const { status, stdout } = await runCommand('bench', workspace.model, '--repeats', '3', '--json')
    expect(status).toBe(0)
    const { telemetry, disturbed, telemetrySeries } = JSON.parse(stdout)
    expect(telemetry.samples).toBeGreaterThan(0)
    expect(telemetry.figures).toContainEqual({
      name: 'memory used',
      unit: 'MB',
      min: expect.any(Number),
      mean: expect.any(Number),
      max: expect.any(Number),
    })
    expect(disturbed).toBeInstanceOf(Array)
    expect(telemetrySeries).toBeUndefined()
  })

  it('says in a line under the table what the machine did meanwhile', async () => {
    const { stdout } = await runCommand('bench', workspace.model, '--repeats', '3')
    expect(stdout).toMatch(/^Meanwhile \(\d+ samples?\)/m)
  })
})
