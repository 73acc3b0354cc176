import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { addDetectorFlags, detectorOverrides } from '../../../src/main/cli/detector-flags.ts'

function overridesOf(...argv: string[]) {
  const command = addDetectorFlags(
    new Command().exitOverride().configureOutput({ outputError: () => undefined }),
  )
  return detectorOverrides(command.parse(argv, { from: 'user' }).opts())
}

describe('detector flags', () => {
  it('set nothing unless they are given', () => {
    expect(Object.values(overridesOf()).filter((value) => value !== undefined)).toEqual([])
  })

  it('say what recognition would else find out', () => {
    const argv = '--family yolox --size 416x320 --color bgr --normalise byte --resize-mode topleft'
    expect(overridesOf(...`${argv} --interpolation area --pad-value 0`.split(' '))).toEqual({
      family: 'yolox',
      size: { height: 416, width: 320 },
      color: 'bgr',
      normalise: 'byte',
      mode: 'topleft',
      interpolation: 'area',
      padValue: 0,
    })
  })

  it.each([
    '--family rcnn',
    '--color grb',
    '--normalise half',
    '--resize-mode crop',
    '--size big',
    '--pad-value 256',
    '--pad-value 1.5',
  ])('refuse %s', (argv) => {
    expect(() => overridesOf(...argv.split(' '))).toThrow(CommanderError)
  })
})
