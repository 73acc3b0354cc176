import { describe, expect, it } from 'vitest'
import { flagsOfVersion, hasFlag, spanOfFlag } from '../../../src/main/trt/trtexec-flags.ts'
import { parseVersion } from '../../../src/main/trt/trtexec-version.ts'
import { describeWithReference } from '../../support/shared.ts'
import { FLAG_TABLE, readFlagTable, tableHas } from './flag-table.ts'

describe('flags by version', () => {
  it.each([
    ['workspace', '9.3', true],
    ['workspace', '10.0', false],
    ['memPoolSize', '8.2', false],
    ['memPoolSize', '8.4.1', true],
    ['int8', '10.16.1', true],
    ['int8', '11.0', false],
    ['noCudaGraph', '10.16', false],
    ['noCudaGraph', '11.0', true],
    ['onnx', '7.2', true],
    ['onnx', '12.0', true],
    ['fp16', '10.99', true],
    ['nonsense', '8.6', false],
  ])('%s in %s: %s', (flag, version, expected) => {
    expect(hasFlag(parseVersion(version), flag)).toBe(expected)
  })

  it('believes the help more than the version, but for flags that no help names', () => {
    const release = { ...parseVersion('8.4'), listed: new Set(['onnx', 'skipInference', 'fp16']) }
    expect(hasFlag(release, 'skipInference')).toBe(true)
    expect(hasFlag(release, 'memPoolSize')).toBe(false)
    expect(hasFlag(release, 'buildOnly')).toBe(true)
    expect(hasFlag({ ...release, ...parseVersion('10.0') }, 'buildOnly')).toBe(false)
  })

  it('says when a flag existed', () => {
    expect(spanOfFlag('workspace')).toBe('7.2 to before 10.0')
    expect(spanOfFlag('exportLayerInfo')).toBe('8.2 and newer')
    expect(spanOfFlag('nonsense')).toBeUndefined()
  })
})

/** In the table, but only of the class of options for safety runs. */
const SAFETY_ONLY = new Set(['std', 'serialized'])

describeWithReference(FLAG_TABLE, 'the flag table', () => {
  it.each(['7.2', '8.0', '8.2', '8.4', '8.5', '8.6', '9.0', '9.3', '10.0', '10.12', '10.16', '11.0', '11.1'])(
    'agrees for %s',
    (branch) => {
      const table = readFlagTable()
      const expected = [...table.keys()].filter(
        (flag) =>
          tableHas(table, flag, branch) &&
          !SAFETY_ONLY.has(flag) &&
          !(flag === 'int8' && branch.startsWith('11.')),
      )
      expect(expected.length).toBeGreaterThan(50)
      expect(flagsOfVersion(parseVersion(branch)).sort()).toEqual(expected.sort())
    },
  )
})
