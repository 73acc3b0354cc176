import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { calibrationManifest, checkCalibration } from '../../../scripts/oracle/calibration.ts'
import { describeWithReference, hasReference, reference } from '../../support/shared.ts'

const folder = reference('oracles/calibration')
const manifestFile = resolve(folder, 'manifest.json')

describeWithReference('oracles/calibration/manifest.json', 'calibration equals pytorch-quantization', () => {
  const { cases, tolerance } = hasReference
    ? calibrationManifest.parse(JSON.parse(readFileSync(manifestFile, 'utf8')))
    : { cases: [], tolerance: { max: 0, percentile: 0, entropy: 0 } }

  it.each(cases)('case $name', (expected) => {
    expect(checkCalibration(folder, expected, tolerance).failures).toEqual([])
  })

  it('would notice a wrong value', () => {
    const [first] = cases
    const wrong = { ...first, max: first.max * 1.000001, amax: { entropy: 1, mse: 1 } }
    expect(checkCalibration(folder, wrong, tolerance).failures).toHaveLength(3)
  })
})
