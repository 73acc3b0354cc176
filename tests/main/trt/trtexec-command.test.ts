import { describe, expect, it } from 'vitest'
import { QuantbenchError } from '../../../src/main/base/errors.ts'
import { commandLine, trtexecArguments } from '../../../src/main/trt/trtexec-command.ts'
import {
  DEFAULT_MEASURE,
  PRECISIONS,
  type BuildIntent,
  type Precision,
  type TrtexecIntent,
} from '../../../src/main/trt/trtexec-intent.ts'
import { parseVersion } from '../../../src/main/trt/trtexec-version.ts'
import { describeWithReference } from '../../support/shared.ts'
import { FLAG_TABLE, KNOWN_FLAGS, readFlagTable, tableHas, type FlagTable } from './flag-table.ts'

const SHAPES = [{ input: 'images', min: [1, 3, 640, 640], opt: [8, 3, 640, 640], max: [16, 3, 640, 640] }]

function args(intent: TrtexecIntent, version: string): string[] {
  return trtexecArguments(intent, parseVersion(version))
}

function build(options: Partial<BuildIntent>): TrtexecIntent {
  return { source: { build: { onnx: 'm.onnx', precision: 'fp32', ...options } } }
}

function refusal(intent: TrtexecIntent, version: string): QuantbenchError {
  try {
    args(intent, version)
  } catch (error) {
    if (error instanceof QuantbenchError) return error
    throw error
  }
  throw new Error('not refused')
}

describe('trtexec command line', () => {
  it('builds and measures on 8.2', () => {
    const intent: TrtexecIntent = {
      source: {
        build: {
          onnx: 'm.onnx',
          saveEngine: 'm.engine',
          precision: 'int8-implicit',
          calibrationCache: 'm.cache',
          workspaceMiB: 2048,
          timingCache: 't.cache',
        },
      },
      shapes: SHAPES,
      measure: DEFAULT_MEASURE,
      exports: { layerInfo: 'l.json', profile: 'p.json', times: 't.json' },
      device: 1,
    }
    expect(args(intent, '8.2.4')).toEqual([
      ...[
        '--onnx=m.onnx',
        '--saveEngine=m.engine',
        '--int8',
        '--fp16',
        '--calib=m.cache',
        '--workspace=2048',
      ],
      ...['--timingCacheFile=t.cache', '--minShapes=images:1x3x640x640', '--optShapes=images:8x3x640x640'],
      ...[
        '--maxShapes=images:16x3x640x640',
        '--shapes=images:8x3x640x640',
        '--useCudaGraph',
        '--useSpinWait',
      ],
      ...['--noDataTransfers', '--warmUp=200', '--duration=3', '--iterations=10', '--streams=1'],
      ...['--percentile=99', '--profilingVerbosity=detailed', '--exportLayerInfo=l.json', '--dumpProfile'],
      ...['--exportProfile=p.json', '--separateProfileRun', '--exportTimes=t.json', '--device=1'],
    ])
  })

  it('says on 11 what older versions do by default', () => {
    const measure = { ...DEFAULT_MEASURE, cudaGraph: false, spinWait: false, dataTransfers: true }
    const old = args({ source: { engine: 'e' }, measure }, '10.16')
    const recent = args({ source: { engine: 'e' }, measure }, '11.0')
    const differing = ['--noCudaGraph', '--noSpinWait', '--includeDataTransfers']
    expect(recent.filter((arg) => !old.includes(arg))).toEqual(differing)
    expect(recent.filter((arg) => !differing.includes(arg))).toEqual(old)
  })

  it('stops after the build in the way of the version', () => {
    expect(args(build({}), '8.5')).toContain('--buildOnly')
    expect(args(build({}), '8.6')).toContain('--skipInference')
  })

  it('gives the workspace as a plain number, since a suffix ending in B means bytes to some releases', () => {
    expect(args(build({ workspaceMiB: 1024 }), '10.16')).toContain('--memPoolSize=workspace:1024')
    expect(args(build({ workspaceMiB: 1024 }), '8.2')).toContain('--workspace=1024')
  })

  it.each([
    ['fp32', '10.3', []],
    ['fp16', '10.3', ['--fp16']],
    ['int8-implicit', '10.16', ['--int8', '--fp16']],
    ['int8-explicit', '8.6', ['--int8', '--fp16']],
    ['best', '10.0', ['--best']],
    ['strongly-typed', '9.0', ['--stronglyTyped']],
    ['int8-explicit', '11.0', ['--stronglyTyped']],
    ['fp32', '11.1', ['--stronglyTyped']],
  ] as const)('%s on %s', (precision, version, flags) => {
    const precisionFlags = args(build({ precision }), version).filter((arg) =>
      /^--(?:fp16|int8|best|stronglyTyped)$/.test(arg),
    )
    expect(precisionFlags).toEqual(flags)
  })

  it('leaves FP16 out beside INT8 where asked', () => {
    expect(args(build({ precision: 'int8-explicit', fp16: false }), '10.3')).not.toContain('--fp16')
  })

  it.each([
    [{ precision: 'int8-implicit' }, '11.0', 'has no implicit INT8', 'quantbench ptq'],
    [{ precision: 'fp16' }, '11.0', 'has no --fp16', 'quantbench fp16'],
    [{ precision: 'best' }, '11.1', 'has no --best', 'FP16-converted Q/DQ'],
    [{ precision: 'int8-explicit', fp16: true }, '11.0', 'has no --fp16', 'FP16-converted Q/DQ'],
    [{ precision: 'strongly-typed', fp16: true }, '10.12', 'types from the ONNX', 'FP16-converted Q/DQ'],
    [{ precision: 'strongly-typed' }, '8.6', 'strongly typed', 'int8-explicit'],
    [{ precision: 'fp16', calibrationCache: 'c' }, '8.6', 'implicit INT8 only', 'int8-implicit'],
    [{ precision: 'fp32', fp16: true }, '8.6', 'one precision', 'fp16'],
    [{ workspaceMiB: 0 }, '8.6', 'above 0', ''],
  ] as const)('refuses %o on %s', (options, version, reason, wayOut) => {
    const error = refusal(build(options), version)
    expect(error.code).toBe('USAGE')
    expect(error.message).toContain(reason)
    expect(error.wayOut ?? '').toContain(wayOut)
  })

  it('refuses what a run cannot give', () => {
    expect(refusal({ source: { engine: 'e' } }, '8.6').message).toContain('got neither')
    expect(refusal({ ...build({}), exports: { times: 't' } }, '8.6').message).toContain('build only')
    const layers: TrtexecIntent = { ...build({}), exports: { layerInfo: 'l' } }
    expect(refusal(layers, '8.0').message).toContain('--exportLayerInfo exists in 8.2 and newer')
    const measure = { ...DEFAULT_MEASURE, durationS: 1.5 }
    expect(refusal({ source: { engine: 'e' }, measure }, '8.6').message).toContain('duration')
  })

  it('quotes odd input names for trtexec and odd words for the shell', () => {
    const shapes = [{ input: 'Input:0', min: [1], opt: [2], max: [4], measured: [3] }]
    const measured = args({ source: { engine: 'e' }, shapes, measure: DEFAULT_MEASURE }, '10.0')
    expect(measured).toContain("--shapes='Input:0':3")
    expect(commandLine('/opt/my trt/trtexec', ['--onnx=a.onnx', "--shapes='Input:0':3"])).toBe(
      `'/opt/my trt/trtexec' --onnx=a.onnx '--shapes='\\''Input:0'\\'':3'`,
    )
  })

  it.each([
    [{ min: [1], opt: [0], max: [4] }],
    [{ min: [2], opt: [1], max: [4] }],
    [{ min: [1, 3], opt: [1], max: [4] }],
    [{ min: [1], opt: [2], max: [4, 4] }],
    [{ min: [1], opt: [2], max: [4], measured: [5] }],
  ])('refuses shapes %o', (shape) => {
    const error = refusal({ ...build({}), shapes: [{ input: 'x', ...shape }] }, '10.0')
    expect(error.message).toContain('Expected shapes of x')
  })
})

const VERSIONS = ['8.2', '8.4', '8.6', '9.0', '9.3', '10.0', '10.12', '10.16', '11.0', '11.1']
const COMBINATIONS = VERSIONS.flatMap((version) => PRECISIONS.map((precision) => ({ version, precision })))

/** What is asked of trtexec in one precision, with everything on and with everything off. */
function intentsOf(precision: Precision): TrtexecIntent[] {
  const files = { saveEngine: 'e', timingCache: 't', workspaceMiB: 4096 }
  const cache = precision === 'int8-implicit' ? { calibrationCache: 'c' } : {}
  return [true, false].flatMap((on) => [
    {
      ...build({ precision, ...files, tf32: on, ...(on ? cache : {}) }),
      shapes: SHAPES,
      measure: { ...DEFAULT_MEASURE, cudaGraph: on, spinWait: on, dataTransfers: on },
      exports: { layerInfo: 'l', profile: 'p', times: 't', separateProfileRun: on, verbose: on },
      plugins: ['p.so'],
      device: 0,
    },
    build({ precision, ...(on ? {} : { fp16: false }) }),
    { source: { engine: 'e' }, shapes: SHAPES, measure: DEFAULT_MEASURE },
  ])
}

function isImpossible(precision: Precision, version: string): boolean {
  return version.startsWith('11.')
    ? ['fp16', 'int8-implicit', 'best'].includes(precision)
    : version.startsWith('8.') && precision === 'strongly-typed'
}

/** The flags of every intent lie in the version's column, no flag comes twice, and what cannot be is refused with a way out. */
function expectKnownFlags(table: FlagTable, precision: Precision, version: string): void {
  for (const intent of intentsOf(precision)) {
    if (isImpossible(precision, version) && 'build' in intent.source) {
      const { code, wayOut } = refusal(intent, version)
      expect([code, wayOut]).toEqual(['USAGE', expect.stringMatching(/quantbench|TensorRT/)])
      continue
    }
    const flags = args(intent, version).map((arg) => arg.slice(2).split('=')[0])
    expect(flags.filter((flag) => !tableHas(table, flag, version))).toEqual([])
    expect(new Set(flags).size).toBe(flags.length)
  }
}

describe('flags of every intent', () => {
  it.each(COMBINATIONS)('$precision on $version', ({ version, precision }) => {
    expectKnownFlags(KNOWN_FLAGS, precision, version)
  })

  it('a flag of another version would be seen', () => {
    expect(tableHas(KNOWN_FLAGS, 'workspace', '10.0')).toBe(false)
    expect(tableHas(KNOWN_FLAGS, 'memPoolSize', '8.2')).toBe(false)
    expect(tableHas(KNOWN_FLAGS, 'int8', '11.0')).toBe(false)
  })
})

describeWithReference(FLAG_TABLE, 'flags of every intent by the whole table', () => {
  it.each(COMBINATIONS)('$precision on $version', ({ version, precision }) => {
    expectKnownFlags(readFlagTable(), precision, version)
  })

  it('says of the flags that matter what the short table says', () => {
    const whole = readFlagTable()
    // The parser of 11 still has it for safety engines, of which trtexec builds none.
    const told = [...KNOWN_FLAGS].filter(([flag]) => flag !== 'int8')
    expect(told.map(([flag]) => [flag, whole.get(flag)])).toEqual(told)
  })
})
