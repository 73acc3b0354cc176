import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addPlanFlags, planOfFlags, type PlanFlags } from '../../../src/main/cli/plan-flags.ts'

function plan(...argv: string[]) {
  const command = addPlanFlags(new Command()).exitOverride()
  command.parse(argv, { from: 'user' })
  return planOfFlags(command.opts<PlanFlags>(), 7)
}

describe('flags of a fine-tuning', () => {
  it("give NVIDIA's schedule by default", () => {
    expect(plan()).toMatchObject({
      iterations: 2000,
      epochs: 10,
      batch: 4,
      rates: [
        { from: 0, rate: 1e-6 },
        { from: 0.3, rate: 1e-5 },
        { from: 0.8, rate: 1e-6 },
      ],
      scales: 'frozen',
      taskLoss: 0,
      seed: 7,
    })
  })

  it('take steps in all, and an epoch for every 200 of them', () => {
    expect(plan('--iters', '200')).toMatchObject({ iterations: 200, epochs: 1 })
    expect(plan('--iters', '500')).toMatchObject({ iterations: 500, epochs: 3 })
    expect(plan('--iters', '500', '--epochs', '5')).toMatchObject({ iterations: 500, epochs: 5 })
    expect(plan('--preset', 'short')).toMatchObject({ iterations: 200, epochs: 2 })
  })

  it('go over the preset', () => {
    const given = plan('--preset', 'long', '--lr', '2e-6', '--lsq', '--mosaic', '0.5', '--task-loss', '3')
    expect(given).toMatchObject({
      iterations: 10_000,
      rates: [{ from: 0, rate: 2e-6 }],
      scales: 'lsq',
      taskLoss: 3,
      augment: { mosaic: 0.5, flip: 0 },
    })
  })

  it('refuse a regular expression that is none', () => {
    expect(() => plan('--train-layers', '(')).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }))
  })
})
