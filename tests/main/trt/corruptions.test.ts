import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { seededRandom, type Random } from '../../../src/main/base/random.ts'
import { parseCalibrationCache } from '../../../src/main/calib/tensorrt-cache.ts'
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

const LAYERS = JSON.stringify(
  {
    Layers: [
      'Reformatting CopyNode for Input Tensor 0 to Conv_1',
      {
        Name: 'model.0.conv.weight + QuantizeLinear_7 + Conv_9',
        LayerType: 'CaskConvolution',
        Inputs: [{ Name: 'x', Location: 'Device', Dimensions: [1, 3, 8, 8], 'Format/Datatype': 'Int8' }],
        Outputs: [
          { Name: 'y', Dimensions: [1, 16, 8, 8], 'Format/Datatype': 'Row major linear FP16 format' },
        ],
        Weights: { Type: 'Int8', Count: 432 },
        TacticValue: '0x0',
        Metadata: '[ONNX Layer: a]\u001e[ONNX Layer: b]',
      },
    ],
    Bindings: ['x', 'y'],
  },
  null,
  1,
)

const PROFILE = JSON.stringify(
  [{ count: 10 }, ...['a', 'b'].map((name) => ({ name, timeMs: 5, averageMs: 0.5, percentage: 50 }))],
  null,
  1,
)

const QUERY = {
  ...{ startEnqMs: 1, endEnqMs: 1.1, startH2dMs: 1, endH2dMs: 1.2, startComputeMs: 1.2, endComputeMs: 2 },
  ...{ startD2hMs: 2, endD2hMs: 2.1, h2dMs: 0.2, computeMs: 0.8, d2hMs: 0.1, latencyMs: 1.1 },
}

const CACHE = 'TRT-8601-EntropyCalibration2\nimages: 3c010204\n/model.0/conv:0: 3f800000\ny: 40000000\n'

const WRITTEN: readonly (readonly [name: string, text: string, read: Reader, code: string])[] = [
  ['layers', LAYERS, parseLayerInfo, 'JSON_INVALID'],
  ['profile', PROFILE, parseProfileJson, 'JSON_INVALID'],
  ['times', JSON.stringify([QUERY, QUERY], null, 1), parseTimesJson, 'JSON_INVALID'],
  ['cache', CACHE, parseCalibrationCache, 'TABLE_INVALID'],
]

const FAILED_LOG = `&&&& RUNNING TensorRT.trtexec [TensorRT v101601] # trtexec --onnx=m.onnx
[07/07/2026-02:10:45] [I] === Device Information ===
[07/07/2026-02:10:45] [I] Selected Device: NVIDIA A100
[07/07/2026-02:10:46] [I] Start parsing network model.
[07/07/2026-02:10:46] [E] [TRT] ModelImporter.cpp:949: While parsing node number 3 [QuantizeLinear -> "q"]:
[07/07/2026-02:10:46] [E] [TRT] TensorRT only supports symmetric quantization.
[07/07/2026-02:10:46] [I] Engine built in 1.5 sec.
[07/07/2026-02:10:47] [I] === Performance summary ===
[07/07/2026-02:10:47] [I] Throughput: 500 qps
[07/07/2026-02:10:47] [I] Latency: min = 1 ms, max = 3 ms, mean = 2 ms, median = 2 ms, percentile(99%) = 3 ms
[07/07/2026-02:10:47] [I] GPU Compute Time: min = 1 ms, max = 3 ms, mean = 2 ms, median = 2 ms
&&&& FAILED TensorRT.trtexec [TensorRT v101601] # trtexec --onnx=m.onnx
`

describe('corrupted files, written by hand', () => {
  it.each(WRITTEN)('%s are read or refused with the place', (name, text, read, code) => {
    const random = seededRandom(99)
    let refused = 0
    for (let round = 0; round < 250; round++) {
      try {
        read(corrupted(text, random), name)
      } catch (error) {
        if (!(error instanceof QuantbenchError)) throw error
        refused++
        expect(error.code).toBe(code)
        expect(error.message).toMatch(new RegExp(`^${name}: expected .*, got .+`))
        expect(error.wayOut).toMatch(/\.$/)
      }
    }
    expect(refused).toBeGreaterThan(50)
  })

  it('a log that fails is always explained', () => {
    const random = seededRandom(3)
    const kinds = new Set<string>()
    for (let round = 0; round < 250; round++) {
      const { outcome, failure } = parseTrtexecLog(corrupted(FAILED_LOG, random))
      if (outcome === 'failed') {
        expect(failure?.explanation).toMatch(/.{10,}/)
        expect(failure?.wayOut).toMatch(/\.$/)
      }
      kinds.add(failure?.kind ?? outcome)
    }
    expect([...kinds]).toContain('qdq-asymmetric')
  })
})
