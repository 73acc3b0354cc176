import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { introducedIn, NEWEST_OPSET } from '../../../src/main/onnx/operators.ts'
import { ADAPTED } from '../../../src/main/onnx/passes/opset/adapted.ts'
import { compatibleOpsets, coveredOperators } from '../../../src/main/onnx/passes/opset/compatible.ts'
import { NEWEST_TARGET } from '../../../src/main/onnx/passes/upgrade-opset.ts'

const PYTHON = '/usr/bin/python3'
const LIST_SCHEMAS = `
import json, onnx.defs as d
versions = {}
for schema in d.get_all_schemas_with_history():
    if schema.domain == '': versions.setdefault(schema.name, []).append(schema.since_version)
print(json.dumps([d.onnx_opset_version(), versions]))`

/** Version history of the standard operators by the onnx package of the system, or null. */
function systemSchemas(): {
  newest: number
  operators: Map<string, { versions: number[] }>
} | null {
  if (!existsSync(PYTHON)) return null
  try {
    const text = execFileSync(PYTHON, ['-c', LIST_SCHEMAS], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [newest, listed]: [number, Record<string, number[]>] = JSON.parse(text)
    const operators = Object.entries(listed).map(
      ([name, versions]) => [name, { versions: versions.sort((a, b) => a - b) }] as const,
    )
    return { newest, operators: new Map(operators) }
  } catch {
    return null
  }
}

const schemas = systemSchemas()

describe('introducedIn', () => {
  it.each([
    ['Conv', 9],
    ['Resize', 10],
    ['Clip', 9],
    ['HardSwish', 14],
    ['LayerNormalization', 17],
    ['Mish', 18],
    ['Gelu', 20],
    ['RMSNormalization', 23],
    ['Swish', 24],
    ['BitCast', 26],
    ['Rellu', undefined],
    ['', undefined],
  ])('%s: %s', (opType, opset) => expect(introducedIn(opType)).toBe(opset))
})

describe('upgrade table', () => {
  it('adapts only operators that are covered', () => {
    expect(Object.keys(ADAPTED).filter((name) => compatibleOpsets(name) === undefined)).toEqual([])
    expect(coveredOperators().filter((name) => introducedIn(name) === undefined)).toEqual([])
  })
})

describe.skipIf(schemas === null)(
  schemas === null ? 'against the onnx package [skipped: the system has none]' : 'against the onnx package',
  () => {
    it('knows every operator and when it came', () => {
      for (const [name, { versions }] of schemas?.operators ?? []) {
        if (versions[0] > NEWEST_OPSET) continue
        expect([name, introducedIn(name)]).toEqual([name, Math.max(versions[0], 9)])
      }
    })

    it('has looked at every version of every operator that it upgrades', () => {
      const newest = Math.min(schemas?.newest ?? 0, NEWEST_TARGET)
      for (const name of coveredOperators()) {
        const schema = schemas?.operators.get(name)
        if (schema === undefined) continue
        const changes = schema.versions.filter(
          (version) => version > Math.max(9, schema.versions[0]) && version <= newest,
        )
        const adapted = Object.keys(ADAPTED[name] ?? {}).map(Number)
        const handled = [...(compatibleOpsets(name) ?? []), ...adapted].filter((version) => version <= newest)
        expect([name, handled.sort((a, b) => a - b)]).toEqual([name, changes])
      }
    })
  },
)
