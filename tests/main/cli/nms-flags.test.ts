import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { addNmsFlags, nmsSettings } from '../../../src/main/cli/nms-flags.ts'
import { EVALUATION_NMS, PREVIEW_NMS, type NmsSettings } from '../../../src/main/detect/nms-settings.ts'

function settingsOf(argv: string, defaults?: NmsSettings) {
  const command = addNmsFlags(new Command().exitOverride(), defaults)
  return nmsSettings(command.parse(argv.split(' ').filter(Boolean), { from: 'user' }).opts(), defaults)
}

describe('NMS flags', () => {
  it('leave the settings of evaluation, or the given ones, as they are', () => {
    expect(settingsOf('')).toEqual(EVALUATION_NMS)
    expect(settingsOf('', PREVIEW_NMS)).toEqual(PREVIEW_NMS)
  })

  it('change what they name', () => {
    expect(settingsOf('--conf 0.3 --iou 0.5 --max-det 10 --single-label --agnostic')).toEqual({
      ...EVALUATION_NMS,
      confidence: 0.3,
      iou: 0.5,
      maxDetections: 10,
      multiLabel: false,
      agnostic: true,
    })
    expect(settingsOf('--conf 0').confidence).toBe(0)
  })

  it('refuse what makes no sense', () => {
    expect(() => settingsOf('--conf 1')).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })

  it('name their defaults in the help', () => {
    expect(addNmsFlags(new Command()).helpInformation()).toContain('(default 0.65)')
    expect(addNmsFlags(new Command(), PREVIEW_NMS).helpInformation()).toContain('(default 0.45)')
  })
})
