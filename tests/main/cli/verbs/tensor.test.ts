import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { complaints } from '../../../support/command-line.ts'
import { describeWithReference, reference } from '../../../support/shared.ts'
import { folderWith } from '../../data/temporary-folder.ts'
import { quantbench } from '../run-verbs.ts'

const bytesOf = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer)

function batches(...lists: number[][]): string[] {
  const names = lists.map((_, index) => `${index}.bin`)
  const folder = folderWith(Object.fromEntries(lists.map((list, index) => [names[index], bytesOf(list)])))
  return names.map((name) => join(folder, name))
}

describe('quantbench tensor', () => {
  it('prints every method with scale, clipping, error, and the histogram', async () => {
    const { status, stdout } = await quantbench(
      'tensor --json',
      ...batches([1, -64, 0.5], [127, NaN, -Infinity]),
    )
    expect(status).toBe(0)
    const { methods, histogram, ...counts } = JSON.parse(stdout)
    expect(Object.keys(methods)).toEqual(['max', 'percentile_99.99', 'mse', 'entropy'])
    // Scale 1: only 0.5 is rounded, to the even 0.
    expect(methods.max).toEqual({
      amax: 127,
      scale: 1,
      clippedShare: 0,
      mse: 0.25 / 4,
      sqnrDb: 10 * Math.log10((1 + 64 ** 2 + 0.25 + 127 ** 2) / 0.25),
    })
    expect(histogram).toEqual({ bins: 127 * 32, width: 1 / 32 })
    expect(counts).toMatchObject({ values: 6, nan: 1, infinite: 1 })
  })

  it('starts with as many bins as asked, and takes the percentiles asked for', async () => {
    const [file] = batches(Array.from({ length: 1000 }, (_, at) => at + 1))
    const argv = 'tensor --json --bins 500 --percentile 50 --percentile 90'
    const { methods, histogram } = JSON.parse((await quantbench(argv, file)).stdout)
    expect(histogram).toEqual({ bins: 500, width: 2 })
    expect(Object.keys(methods)).toEqual(['max', 'percentile_50', 'percentile_90', 'mse', 'entropy'])
    expect(methods.percentile_90).toMatchObject({ amax: 900, clippedShare: 0.1 })
  })

  it('prints a table for people', async () => {
    const { stdout } = await quantbench('tensor', ...batches([1, -2, 0.5, NaN]))
    expect(stdout).toMatch(/^method +amax +scale +clipped +MSE +SQNR dB\nmax +2 +0\.01574803 +0\.0000 %/)
    expect(stdout).toContain('4 values, 2048 bins of 0.0009765625, left out: 1 NaN, 0 infinite')
  })

  it('an all-zero tensor has a positive scale and loses nothing', async () => {
    const { stdout } = await quantbench('tensor --json', ...batches([0, 0, 0]))
    expect(JSON.parse(stdout).methods.entropy).toEqual({
      amax: 127 * 2 ** -24,
      scale: 2 ** -24,
      clippedShare: 0,
      mse: 0,
      sqnrDb: null,
    })
  })

  it.each([
    ['--bins 255', 2, /^USAGE: .*256/],
    ['--bins 65537', 2, /^USAGE: .*65536/],
    ['--percentile 0', 2, /^USAGE: /],
    ['--percentile 101', 2, /^USAGE: /],
  ])('refuses %s', async (flag, status, line) => {
    const outcome = await quantbench(`tensor ${flag}`, ...batches([1]))
    expect(outcome).toMatchObject({ status, stdout: '' })
    expect(complaints(outcome)).toEqual([expect.stringMatching(line)])
  })

  it('a file that is missing or holds no numbers ends in one line', async () => {
    const [file] = batches([1])
    writeFileSync(file, 'abc')
    for (const [path, line] of [
      [`${file}.none`, /^FILE_NOT_FOUND: /],
      [file, /^FILE_UNREADABLE: .*4 bytes each, got 3/],
    ] as const) {
      const outcome = await quantbench('tensor', path)
      expect(outcome).toMatchObject({ status: 1, stdout: '' })
      expect(complaints(outcome)).toEqual([expect.stringMatching(line)])
    }
    const nothing = await quantbench('tensor', ...batches([NaN, Infinity]))
    expect(complaints(nothing)).toEqual([expect.stringMatching(/^CALIBRATION: /)])
  })
})

const manifest = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      batches: z.array(z.string()),
      max: z.number(),
      histogram: z.object({ bins: z.number(), width: z.number() }).optional(),
      amax: z.record(z.string(), z.number()).optional(),
    }),
  ),
})

describeWithReference('oracles/calibration', 'quantbench tensor against pytorch-quantization', () => {
  const folder = reference('oracles/calibration')

  // Some other cases have degenerate inputs, where the calibrators themselves differ on purpose.
  it.each(['normal', 'normal_growing'])('%s: the histogram and every amax', async (name) => {
    const { cases } = manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
    const expected = cases.find((candidate) => candidate.name === name)
    if (expected?.amax === undefined || expected.histogram === undefined) throw new Error(`no case ${name}`)
    const percentiles = Object.keys(expected.amax)
      .filter((method) => method.startsWith('percentile_'))
      .flatMap((method) => ['--percentile', method.slice('percentile_'.length)])
    const files = expected.batches.map((file) => join(folder, file))
    const { stdout } = await quantbench('tensor --json', ...percentiles, ...files)
    const { methods, histogram } = JSON.parse(stdout)
    expect(histogram).toEqual({ bins: expected.histogram.bins, width: expected.histogram.width })
    expect(methods.max.amax).toBe(expected.max)
    for (const [method, amax] of Object.entries(expected.amax)) {
      expect(Math.abs(methods[method].amax / amax - 1), method).toBeLessThanOrEqual(1e-6)
    }
  })
})
