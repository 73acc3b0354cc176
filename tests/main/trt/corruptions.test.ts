import { expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { seededRandom, type Random } from '../../../src/main/base/random.ts'
import { parseGpuMetadata, parseRunMetadata } from '../../../src/main/trt/engine-metadata.ts'
import { parseLayerInfo } from '../../../src/main/trt/layer-info.ts'
import { parseLayerText } from '../../../src/main/trt/layer-text.ts'
import { parseProfileJson } from '../../../src/main/trt/profile-json.ts'
import { parseProfileText } from '../../../src/main/trt/profile-text.ts'
import { parseTimesJson, summariseTimes } from '../../../src/main/trt/times-json.ts'
import { parseTrtexecLog } from '../../../src/main/trt/trtexec-log.ts'
import { describeWithReference } from '../../support/shared.ts'
import { recorded, TENSORRT } from './fixture-files.ts'

type Reader = (text: string, path: string) => unknown

const A100 = 'trex/examples/pytorch/resnet/A100/qat/resnet-qat.onnx.engine'
const JSON_FILES: readonly (readonly [string, Reader])[] = [
  [`${A100}.graph.json`, parseLayerInfo],
  [`${A100}.profile.json`, parseProfileJson],
  [`${A100}.metadata.json`, parseGpuMetadata],
  [`${A100}.profile.metadata.json`, parseRunMetadata],
  ['trt-cookbook/trt8.6-modelInformation.layer_names_only.json', parseLayerInfo],
  [
    'trex/examples/tensorflow/resnet/RTX-3090/fp32/resnet.onnx.engine.timing.json',
    (text, path) => summariseTimes(parseTimesJson(text, path)),
  ],
]

const LOGS = [
  'trt-cookbook/07-Tool__trtexec__result-04.log',
  'trt-cookbook/07-Tool__trtexec__result-05.log',
  'perf-summary-excerpts.txt',
]

const SNIPPETS = [
  '"',
  '{',
  ']',
  ',',
  'null',
  '[]',
  '"x"',
  '-1',
  '1e999',
  '\u0000',
  '\uFFFD',
  '\n',
  'nan',
  ': ',
]

/** A text with one to three cuts, insertions, repetitions or replaced values. */
function corrupted(text: string, random: Random): string {
  let result = text
  for (let times = 1 + random.integer(3); times > 0; times--) {
    const at = random.integer(result.length)
    const length = Math.floor(random.next() ** 4 * 400)
    const snippet = SNIPPETS[random.integer(SNIPPETS.length)]
    const [before, cut, after] = [
      result.slice(0, at),
      result.slice(at, at + length),
      result.slice(at + length),
    ]
    result = [before, before + snippet + after, before + snippet + cut + after, before + cut + cut + after][
      random.integer(4)
    ]
    if (random.next() < 0.3) result = replaceValue(result, snippet, random)
  }
  return result
}

/** Keeps the JSON well-formed, so that the schema is put to the test and not the syntax. */
function replaceValue(text: string, snippet: string, random: Random): string {
  const values = [...text.matchAll(/: ?("[^"]*"|[\d.]+)/g)]
  if (values.length === 0) return text
  const { 0: whole, index } = values[random.integer(values.length)]
  return `${text.slice(0, index)}: ${snippet}${text.slice(index + whole.length)}`
}

describeWithReference(TENSORRT, 'corrupted files', () => {
  it.each(JSON_FILES)('%s is read or refused with the place', (file, read) => {
    const random = seededRandom(20260707)
    const original = recorded(file)
    let refused = 0
    for (let round = 0; round < 200; round++) {
      try {
        read(corrupted(original, random), file)
      } catch (error) {
        if (!(error instanceof QuantbenchError)) throw error
        refused++
        expect(error.code).toBe('JSON_INVALID')
        expect(error.message).toMatch(new RegExp(`^${RegExp.escape(file)}: expected .*, got .{3,}`))
        expect(error.toLine().length).toBeLessThan(700)
      }
    }
    expect(refused).toBeGreaterThan(50)
  })

  it.each(LOGS)('%s is always read', (file) => {
    const random = seededRandom(7)
    const original = recorded(file)
    for (let round = 0; round < 100; round++) {
      const text = corrupted(original, random)
      expect(['passed', 'failed', 'unfinished']).toContain(parseTrtexecLog(text).outcome)
      parseLayerText(text)
      parseProfileText(text)
    }
  })
})
