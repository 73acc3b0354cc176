import { logTextOf } from './log-line.ts'

/** What trtexec is doing, in the order in which it does it; some are left out, as parsing where an engine is loaded. */
export const LOG_PHASES = [
  'starting',
  'parsing',
  'building',
  'loading',
  'measuring',
  'reporting',
  'finished',
] as const

export type LogPhase = (typeof LOG_PHASES)[number]

// Warm-up and measurement are one phase: `Starting inference` is printed before both, the next line after both.
const STARTS: readonly (readonly [RegExp, LogPhase])[] = [
  [/^&&&& RUNNING TensorRT/, 'starting'],
  [/^Start parsing network model/, 'parsing'],
  [/^Finish(?:ed)? parsing network model/, 'building'],
  [
    /^(?:Engine built in|Engine loaded in|Created engine with size|Loaded engine size|Engine deserialized)/,
    'loading',
  ],
  [/^Starting inference/, 'measuring'],
  [/^(?:Warmup completed|Timing trace has)/, 'reporting'],
  [/^=== (?:Trace details|Performance summary|Profile)/, 'reporting'],
  [/^&&&& (?:PASSED|FAILED|WAIVED)/, 'finished'],
]

/** The phase that begins with a line of the log; undefined where none does. For progress while the log grows. */
export function phaseOfLine(line: string): LogPhase | undefined {
  const text = logTextOf(line)
  return STARTS.find(([start]) => start.test(text))?.[1]
}
