import { expect, it } from 'vitest'
import { QuantbenchError } from '../../../../src/main/base/errors.ts'
import { seededRandom } from '../../../../src/main/base/random.ts'
import { diffEngines } from '../../../../src/main/trt/engine/engine-diff.ts'
import { buildEngineGraph } from '../../../../src/main/trt/engine/engine-graph.ts'
import { reportCard } from '../../../../src/main/trt/engine/report-card.ts'
import { parseLayerInfo } from '../../../../src/main/trt/layer-info.ts'
import { describeWithReference } from '../../../support/shared.ts'
import { recorded, TENSORRT } from '../fixture-files.ts'
import { ENGINES, recordedEngine } from '../recorded-engine.ts'

const VALUES = ['null', '[]', '{}', '""', '-1', '0', '"x"', '1e300', '"Int8"', '[[]]', 'true']

describeWithReference(TENSORRT, 'corrupted engines', () => {
  it('are explained and compared, or refused with the place', () => {
    const random = seededRandom(11)
    const text = recorded(`${ENGINES.qat}.graph.json`)
    const values = [...text.matchAll(/: ("[^"]*"|[\d.]+|\[[^[\]{}]*\])/g)]
    const whole = recordedEngine('qatResidual')
    let explained = 0
    for (let round = 0; round < 400; round++) {
      const { 0: old, index } = values[random.integer(values.length)]
      const value = VALUES[random.integer(VALUES.length)]
      const corrupted = `${text.slice(0, index)}: ${value}${text.slice(index + old.length)}`
      try {
        const graph = buildEngineGraph(parseLayerInfo(corrupted, 'e.json'))
        reportCard(graph)
        const { pairs, onlyInA } = diffEngines(graph, whole)
        expect(pairs.length + onlyInA.length).toBe(graph.layers.length)
        explained++
      } catch (error) {
        if (!(error instanceof QuantbenchError)) throw error
        expect(error.message).toMatch(/^e\.json: expected .*, got .{3,}/)
      }
    }
    expect(explained).toBeGreaterThan(100)
  })
})
