import { describe, expect, it } from 'vitest'
import { formatCalibrationCache, parseCalibrationCache } from '../../../src/main/calib/tensorrt-cache.ts'
import { parseGpuMetadata, parseRunMetadata } from '../../../src/main/trt/engine-metadata.ts'
import { percentileMs } from '../../../src/main/trt/latency.ts'
import { parseLayerInfo } from '../../../src/main/trt/layer-info.ts'
import { parseLayerText } from '../../../src/main/trt/layer-text.ts'
import { explainFailure } from '../../../src/main/trt/log-failure.ts'
import { parseLogLine } from '../../../src/main/trt/log-line.ts'
import { parsePerformanceSummary } from '../../../src/main/trt/parse-summary.ts'
import { parseProfileJson, totalAverageMs } from '../../../src/main/trt/profile-json.ts'
import { parseProfileText } from '../../../src/main/trt/profile-text.ts'
import { parseTimesJson, summariseTimes } from '../../../src/main/trt/times-json.ts'
import { flagsOfHelp } from '../../../src/main/trt/trtexec-help.ts'
import { parseTrtexecLog, splitRuns } from '../../../src/main/trt/trtexec-log.ts'
import { formatVersion } from '../../../src/main/trt/trtexec-version.ts'
import { describeWithReference, hasReference } from '../../support/shared.ts'
import { recorded, recordings, TENSORRT } from './fixture-files.ts'

function files(pattern: string): string[] {
  return hasReference ? recordings(pattern) : []
}

const GRAPHS = files('**/*.graph.json')
const PROFILES = files('**/*.profile.json')
const TIMES = files('**/*.timing.json')
const GPUS = files('trex/**/*.engine.metadata.json')
const RUNS = files('trex/**/*.{build,profile}.metadata.json')
const CACHES = files('**/*{.cache,.int8cache}')
const LAYER_FILES = files('trt-cookbook/*{ayerInfo,layer_names_only}.json')
const HELPS = files('trt-cookbook/*Help.txt')
const LOGS = files('trt-cookbook/*result-*.log*')
const SAMPLE_LOGS = files('trt-cookbook/*main.py.log')

/** Entries of a list in JSON text, counted without the parser under test. */
function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

describeWithReference(TENSORRT, 'recorded files', () => {
  it('are all covered', () => {
    const covered = [
      GRAPHS,
      PROFILES,
      TIMES,
      GPUS,
      RUNS,
      CACHES,
      LAYER_FILES,
      HELPS,
      LOGS,
      SAMPLE_LOGS,
    ].flat()
    const known = new Set([...covered, 'perf-summary-excerpts.txt', 'README.md'])
    expect(recordings('**/*.*').filter((file) => !known.has(file))).toEqual([])
    expect(new Set(covered).size).toBe(covered.length)
  })

  it.each(CACHES)('%s comes back byte for byte', (file) => {
    const text = recorded(file)
    const cache = parseCalibrationCache(text, file)
    expect(cache.entries.length).toBeGreaterThan(0)
    expect(formatCalibrationCache(cache)).toBe(text)
  })

  it.each(GRAPHS)('%s: layers, tensors and formats', (file) => {
    const text = recorded(file)
    const { layers, bindings, detailed } = parseLayerInfo(text, file)
    expect(layers).toHaveLength(count(text, /"LayerType"/g))
    expect(bindings).toHaveLength(2)
    expect(detailed).toBe(true)
    const tensors = layers.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])
    expect(tensors).toHaveLength(count(text, /"Format\/Datatype"/g))
    expect(tensors.filter(({ dataType, layout }) => dataType === 'unknown' || layout === 'unknown')).toEqual(
      [],
    )
    expect(layers.filter(({ origin }) => origin !== undefined)).toHaveLength(count(text, /"Origin"/g))
    expect(layers.filter(({ weights }) => weights !== undefined)).toHaveLength(
      count(text, /^ {2}"(?:Weights)"/gm),
    )
  })

  it.each(PROFILES)('%s: times as in the file, a name for each layer of the graph', (file) => {
    const text = recorded(file)
    const profile = parseProfileJson(text, file)
    expect(profile.iterations).toBe(Number(/"count" : (\d+)/.exec(text)?.[1]))
    const total = Array.from(text.matchAll(/"timeMs" : ([\d.e+-]+)/g), ([, ms]) => Number(ms))
    const sum = total.reduce((before, ms) => before + ms, 0)
    expect(profile.layers.reduce((before, { totalMs }) => before + totalMs, 0)).toBeCloseTo(sum, 9)
    expect(totalAverageMs(profile) * profile.iterations).toBeCloseTo(sum, 1)
    for (const { totalMs, percentage } of profile.layers) {
      expect(Math.abs((100 * totalMs) / sum - percentage)).toBeLessThan(1e-3)
    }
    const graph = file.replace('.profile.', '.graph.')
    const { layers } = parseLayerInfo(recorded(graph), graph)
    expect(profile.layers.map(({ name }) => name)).toEqual(layers.map(({ name }) => name))
  })

  it.each(TIMES)("%s: trtexec's own summary", (file) => {
    const text = recorded(file)
    const times = parseTimesJson(text, file)
    expect(times).toHaveLength(count(text, /"latencyMs"/g))
    const metadata = file.replace('.timing.', '.profile.metadata.')
    const { summary } = parseRunMetadata(recorded(metadata), metadata)
    const ours = summariseTimes(times)
    // The file holds six digits of each time, the summary six of its own.
    const agree = (value = NaN, expected = NaN) => {
      expect(Math.abs(value - expected)).toBeLessThan(5e-6 * expected)
    }
    agree(ours.throughputQps, summary?.throughputQps)
    agree(ours.wallTimeS, summary?.wallTimeS)
    agree(ours.computeTimeS, summary?.computeTimeS)
    for (const part of ['latency', 'compute'] as const) {
      agree(ours[part].meanMs, summary?.[part].meanMs)
      expect(ours[part].minMs).toBe(summary?.[part].minMs)
      expect(ours[part].maxMs).toBe(summary?.[part].maxMs)
      expect(Number(ours[part].medianMs.toPrecision(6))).toBe(summary?.[part].medianMs)
      expect(percentileMs(ours[part], 99)).toBe(summary && percentileMs(summary[part], 99))
    }
  })

  it.each(GPUS)('%s names the GPU', (file) => {
    expect(parseGpuMetadata(recorded(file), file)).toMatchObject([
      {
        name: 'NVIDIA A100 80GB PCIe',
        computeCapability: '8.0',
        totalMemoryBytes: 84929216512,
        clockMHz: 1410,
      },
    ])
  })

  it.each(RUNS)('%s: precision of a build, figures of a measurement', (file) => {
    const metadata = parseRunMetadata(recorded(file), file)
    if (file.includes('.build.')) {
      expect(metadata.precision).toMatch(/^FP32/)
      expect(metadata.summary).toBeUndefined()
      return
    }
    const { summary } = metadata
    expect(metadata.gpu).toMatch(/^NVIDIA/)
    expect(summary?.latency.percentiles.length).toBe(file.startsWith('trex/tests') ? 3 : 1)
    // Queries, twice: by the host's clock and by the GPU's.
    const queries = (summary?.throughputQps ?? 0) * (summary?.wallTimeS ?? 0)
    expect(queries * (summary?.compute.meanMs ?? 0)).toBeCloseTo(1000 * (summary?.computeTimeS ?? 0), 0)
  })

  it.each(LAYER_FILES)('%s', (file) => {
    const info = parseLayerInfo(recorded(file), file)
    const names = file.includes('names_only')
    expect([info.layers.length, info.bindings.length, info.detailed]).toEqual(
      names ? [15, 2, false] : [9, 3, true],
    )
    const compiled = info.layers.filter(({ inputs }) => inputs.some(({ location }) => location === undefined))
    expect(compiled.length).toBe(names ? 0 : 5)
  })

  it.each(HELPS)('%s lists flags', (file) => {
    expect(flagsOfHelp(recorded(file)).size).toBeGreaterThan(80)
  })

  it.each(LOGS)('%s: one passed run, with figures where it measured', (file) => {
    const text = recorded(file)
    const [run, ...more] = splitRuns(text).map(parseTrtexecLog)
    expect(more).toEqual([])
    expect(run).toMatchObject({ outcome: 'passed', failure: undefined, errors: [] })
    expect(run.version && formatVersion(run.version)).toBe(file.includes('trt8.6') ? '8.6.0' : '10.16.1')
    expect(run.device?.name).toMatch(/^NVIDIA (?:H100 PCIe|GeForce RTX 3090)$/)
    expect(run.buildS !== undefined).toBe(text.includes('--onnx='))
    const measured = !/--skipInference|--dumpProfile/.test(run.command ?? '')
    expect(run.summary !== undefined).toBe(measured)
    if (run.summary === undefined) return
    const queries = Number(/Timing trace has (\d+) queries/.exec(text)?.[1])
    const { throughputQps, wallTimeS = 0, computeTimeS = 0, compute, latency } = run.summary
    expect(Math.abs((throughputQps * wallTimeS) / queries - 1)).toBeLessThan(1e-5)
    expect(Math.abs((computeTimeS * 1000) / queries / (compute.meanMs ?? 0) - 1)).toBeLessThan(1e-5)
    expect(latency.percentiles.map(({ percent }) => percent)).toEqual([90, 95, 99])
  })

  it('the log of a profile holds a table that adds up to its total', () => {
    const profile = parseProfileText(recorded('trt-cookbook/07-Tool__trtexec__result-05.log'))
    expect(profile?.iterations).toBe(18362)
    expect(profile?.layers).toHaveLength(15)
    const sum = profile?.layers.reduce((before, { totalMs }) => before + totalMs, 0)
    expect(sum).toBeCloseTo(1529.13, 1)
  })

  it.each([
    ['trt8.6-trtexec-result-04.log.gz', 15, 2, 0, false],
    ['07-Tool__trtexec__result-04.log', 9, 3, 0, true],
    ['04-Feature__EngineInspector__log-main.py.log', 26, 3, 13, true],
  ])('%s prints layers', (file, layers, bindings, inProfile1, detailed) => {
    const info = parseLayerText(recorded(`trt-cookbook/${file}`))
    expect(info?.layers).toHaveLength(layers)
    expect(info?.bindings).toHaveLength(bindings)
    expect(info?.layers.filter(({ profile }) => profile === 1)).toHaveLength(inProfile1)
    expect(info?.detailed).toBe(detailed)
    const tensors = info?.layers.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])
    expect(tensors?.filter(({ dataType }) => dataType === 'unknown')).toEqual([])
  })

  it('layers printed and exported of one model are the same but for tactics', () => {
    const printed = parseLayerText(recorded('trt-cookbook/07-Tool__trtexec__result-04.log'))
    const file = 'trt-cookbook/07-Tool__trtexec__model-trained-exportLayerInfo.json'
    const exported = parseLayerInfo(recorded(file), file)
    expect(printed?.bindings).toEqual(exported.bindings)
    expect(printed?.layers.map(({ fields: _, tacticName: __, tacticValue: ___, ...layer }) => layer)).toEqual(
      exported.layers.map(({ fields: _, tacticName: __, tacticValue: ___, ...layer }) => layer),
    )
  })

  it.each(SAMPLE_LOGS)('%s, a log of a program of its own, is read without a failure', (file) => {
    const text = recorded(file)
    const runs = splitRuns(text).map(parseTrtexecLog)
    expect(runs.map(({ outcome }) => outcome)).toEqual(
      file.includes('EnginePrinter') ? ['passed', 'passed'] : [],
    )
    expect(parseTrtexecLog(text).failure?.kind).toBe(
      file.includes('StronglyTyped') ? 'strongly-typed-flags' : undefined,
    )
  })

  it('a refused combination of flags is explained', () => {
    const lines = recorded('trt-cookbook/04-Feature__StronglyTyped__log-main.py.log')
      .split('\n')
      .map(parseLogLine)
    expect(explainFailure(lines).wayOut).toContain('FP16-converted Q/DQ model')
  })

  describe('excerpts of summaries', () => {
    const block = (letter: string) =>
      new RegExp(`^## ${letter}\\.[\\s\\S]*?(?=^## |$(?![\\s\\S]))`, 'm').exec(
        recorded('perf-summary-excerpts.txt'),
      )?.[0] ?? ''

    it.each([
      ['A', 28.1913, 35.4585, 35.3, 3.08606, [99], true],
      ['B', 797.639, 0.942851, 0.848877, 3.00387, [99], true],
      ['C', 827.176, 2.21508, 2.11108, 3.00299, [99], false],
      ['D', 130.298, 7.60628, 5.38672, 3.00082, [90, 95, 99], false],
    ])('%s', (letter, throughputQps, meanMs, minMs, wallTimeS, percents, endToEnd) => {
      const summary = parsePerformanceSummary(block(letter))
      expect(summary).toMatchObject({ throughputQps, wallTimeS, latency: { meanMs } })
      expect(summary?.latency.minMs).toBeCloseTo(minMs, 1)
      expect(summary?.latency.percentiles.map(({ percent }) => percent)).toEqual(percents)
      expect(summary?.endToEnd !== undefined).toBe(endToEnd)
    })

    it('E: two layers of a table with names first', () => {
      const profile = parseProfileText(block('E'))
      expect(profile?.iterations).toBe(137)
      expect(profile?.layers.map(({ totalMs }) => totalMs)).toEqual([58.18, 49.2])
    })
  })
})
