import { readFileSync } from 'node:fs'
import { reference } from '../../support/shared.ts'

export const FLAG_TABLE = 'docs/trtexec-flags.md'

/** Release branches as [major, minor], first and last of a flag. */
type Span = readonly [string, string]

/** Flags without dashes, with the first and the last release branch that parses each. */
export type FlagTable = ReadonlyMap<string, Span>

/** The flag table of the reference folder. */
export function readFlagTable(): FlagTable {
  const text = readFileSync(reference(FLAG_TABLE), 'utf8')
  const rows = Array.from(
    text.matchAll(/^\| --(\w+) \| ([\d.]+) \| ([\d.]+) \|/gm),
    ([, flag, first, last]): [string, Span] => [flag, [first, last]],
  )
  const always = /^In every branch .*?: (.*)$/m.exec(text)?.[1].split(', ') ?? []
  return new Map([...rows, ...always.map((flag): [string, Span] => [flag.slice(2), ['7.2', '11.1']])])
}

const SPANS: readonly (readonly [first: string, last: string, flags: string])[] = [
  [
    '7.2',
    '11.1',
    `
      allowGPUFallback avgRuns avgTiming device dumpOutput dumpProfile dumpRefit duration exportOutput
      exportProfile exportTimes exposeDMA help inputIOFormats iterations loadEngine loadInputs maxShapes
      minShapes noBuilderCache noDataTransfers noTF32 onnx optShapes outputIOFormats percentile plugins
      refit safe saveEngine separateProfileRun shapes sleepTime streams tacticSources threads useCudaGraph
      useDLACore useSpinWait verbose warmUp`,
  ],
  ['7.2', '9.3', 'buildOnly explicitBatch workspace'],
  ['7.2', '10.16', 'best calib fp16 int8'],
  ['8.0', '11.1', 'timingCacheFile'],
  ['8.2', '11.1', 'exportLayerInfo profilingVerbosity'],
  ['8.4', '11.1', 'memPoolSize'],
  ['8.6', '11.1', 'infStreams skipInference staticPlugins'],
  ['9.0', '11.1', 'stronglyTyped'],
  ['11.0', '11.1', 'includeDataTransfers noCudaGraph noSpinWait'],
]

/**
 * The flags of every branch and the others that matter here, read off `sampleOptions.cpp` of each release branch by
 * hand. It knows nothing of the program's own table.
 */
export const KNOWN_FLAGS: FlagTable = new Map(
  SPANS.flatMap(([first, last, flags]) =>
    flags
      .trim()
      .split(/\s+/)
      .map((flag): [string, Span] => [flag, [first, last]]),
  ),
)

/** Whether a table lists a flag for a branch such as `10.12`. */
export function tableHas(table: FlagTable, flag: string, branch: string): boolean {
  const span = table.get(flag)
  return span !== undefined && order(span[0]) <= order(branch) && order(branch) <= order(span[1])
}

function order(branch: string): number {
  const [major, minor] = branch.split('.').map(Number)
  return major * 1000 + minor
}
