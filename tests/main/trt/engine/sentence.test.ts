import { describe, expect, it } from 'vitest'
import { ENGINE_SENTENCES } from '../../../../src/shared/engine-sentences.ts'
import { evidenceText } from '../../../../src/main/trt/engine/finding.ts'
import { buildEngineGraph } from '../../../../src/main/trt/engine/engine-graph.ts'
import { reportCard } from '../../../../src/main/trt/engine/report-card.ts'
import { english, sentence, type Sentence } from '../../../../src/main/trt/engine/sentence.ts'
import { parseLayerInfo } from '../../../../src/main/trt/layer-info.ts'
import { describeWithReference } from '../../../support/shared.ts'
import { RESIDUAL_ENGINE } from '../../../support/stand-in-trtexec/residual-engine.ts'
import { TENSORRT } from '../fixture-files.ts'
import { ENGINES, recordedEngine } from '../recorded-engine.ts'

/** Values that a sentence names and does not have, or has and does not name. */
function misfits({ id, values }: Sentence): string[] {
  const named = new Set(Array.from(ENGINE_SENTENCES[id].matchAll(/\{(\w+)\}/g), ([, name]) => name))
  return [...named.symmetricDifference(new Set(Object.keys(values)))]
}

const sentencesOf = ({ findings, reformats }: ReturnType<typeof reportCard>) =>
  [
    ...findings.flatMap(({ reason, evidence, change }) => [
      reason,
      ...evidence.map(({ says }) => says),
      change?.text,
    ]),
    ...reformats.flatMap(({ cause }) => [cause.reason, cause.change?.text]),
  ].filter((each) => each !== undefined)

describe('sentences about engines', () => {
  it('name what they are about, lists joined', () => {
    const said = sentence('share-scales', { layers: ['a', 'b'] })
    expect(said).toEqual({ id: 'share-scales', values: { layers: 'a, b' } })
    expect(english(said)).toBe('Let a, b share one input scale.')
    expect(english(sentence('odd-channels', { layer: 'fc', channels: 1000, by: 32 }))).toBe(
      'fc: 1000 channels, not a multiple of 32',
    )
  })

  it('say of a residual what keeps it float', () => {
    const text = JSON.stringify({ Layers: RESIDUAL_ENGINE.int8, Bindings: ['images', 'output'] })
    const { findings } = reportCard(buildEngineGraph(parseLayerInfo(text, 'layers.json')))
    const [skip] = findings.filter(({ id }) => id === 'float-skip')
    expect(skip.evidence.map(evidenceText)).toEqual([
      '/model.1/QuantizeLinear fp16 → int8: model.2.conv adds a residual: stem is also its skip input, which is float.',
    ])
    expect(skip.change && english(skip.change.text)).toBe('Quantize the skip input of /model.2/Add.')
  })
})

describeWithReference(TENSORRT, 'sentences about recorded engines', () => {
  it('have all that they name, and nothing else', () => {
    const engines = ['fp16', 'qat', 'qatResidual', 'qatResidualPool', 'tensorflowQat', 'mobilenet'] as const
    const said = engines.flatMap((name) => sentencesOf(reportCard(recordedEngine(name))))
    expect(said.length).toBeGreaterThan(100)
    expect(Object.keys(ENGINES)).toEqual(expect.arrayContaining([...engines]))
    const floats = [
      'float-addition',
      'layouts-differ',
      'layout-of-output',
      'layout-of-input',
      'layout-of-both',
    ]
    const odd = said.filter((each) => !floats.includes(each.id) && misfits(each).length > 0)
    expect(odd).toEqual([])
    expect(said.map(english).filter((text) => /\{|\}|undefined/.test(text))).toEqual([])
  })
})
