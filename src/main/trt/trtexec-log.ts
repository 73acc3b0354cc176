import { deviceOf, type LogDevice } from './log-device.ts'
import { explainFailure, type LogFailure } from './log-failure.ts'
import { parseLogLine, type LogLine } from './log-line.ts'
import { phaseOfLine, type LogPhase } from './log-phase.ts'
import { parsePerformanceSummary } from './parse-summary.ts'
import type { PerformanceSummary } from './performance-summary.ts'
import { versionOfText, type Version } from './trtexec-version.ts'

/** What the log of one trtexec run says. */
export interface TrtexecLog {
  readonly version?: Version
  /** The arguments as trtexec repeats them, with its name in front. */
  readonly command?: string
  /** `unfinished` where the log ends without trtexec's verdict: it still runs, was killed or crashed. */
  readonly outcome: 'passed' | 'failed' | 'unfinished'
  readonly phases: readonly LogPhase[]
  readonly device?: LogDevice
  readonly parseS?: number
  readonly buildS?: number
  readonly engineMiB?: number
  /** What TensorRT holds on the GPU with the engine and its execution context: weights, activations and scratch. */
  readonly gpuMemoryMiB?: number
  /** `FP32+FP16+INT8` */
  readonly precision?: string
  readonly summary?: PerformanceSummary
  readonly warnings: readonly string[]
  readonly errors: readonly string[]
  /** Only of a run that did not pass. */
  readonly failure?: LogFailure
}

const RUN = /^&&&& RUNNING TensorRT\.trtexec.*$/m

/** The logs of the runs that a text holds one after the other, each from its banner to the next. */
export function splitRuns(text: string): string[] {
  return text.split(/^(?=&&&& RUNNING TensorRT\.trtexec)/m).filter((part) => RUN.test(part))
}

/** Reads a log of one run, whole or cut off. Never fails: what a log does not say is left out. */
export function parseTrtexecLog(text: string): TrtexecLog {
  const rows = text.split(/\r?\n/)
  const lines = rows.map(parseLogLine)
  const plain = lines.map((line) => line.text)
  const outcome = outcomeOf(rows)
  return {
    version: versionOfText(text),
    command: /^&&&& RUNNING TensorRT\.trtexec.*?# (.*)$/m.exec(text)?.[1],
    outcome,
    phases: phasesOf(rows),
    device: deviceOf(plain),
    parseS: numberIn(plain, /^Finished parsing network model\. Parse time: ([\d.e+-]+)/),
    buildS: numberIn(plain, /^Engine built in ([\d.e+-]+) sec/),
    engineMiB: numberIn(plain, /^Created engine with size: ([\d.e+-]+) MiB/),
    gpuMemoryMiB: lastNumberIn(
      plain,
      /allocation in IExecutionContext creation: .*, now: CPU \d+, GPU (\d+) \(MiB\)/,
    ),
    precision: plain.find((line) => line.startsWith('Precision: '))?.slice('Precision: '.length),
    summary: parsePerformanceSummary(text),
    warnings: textsOf(lines, 'W'),
    errors: [...textsOf(lines, 'E'), ...textsOf(lines, 'F')],
    failure: outcome === 'passed' ? undefined : failureOf(lines, outcome),
  }
}

function outcomeOf(rows: readonly string[]): TrtexecLog['outcome'] {
  const verdict = rows.findLast((row) => /^&&&& (?:PASSED|FAILED)/.test(row))
  if (verdict === undefined) return 'unfinished'
  return verdict.startsWith('&&&& PASSED') ? 'passed' : 'failed'
}

/** A log without a verdict may just be young: of it, only a recognised error counts. */
function failureOf(lines: readonly LogLine[], outcome: TrtexecLog['outcome']): LogFailure | undefined {
  const said = lines.filter(({ text }) => !text.startsWith('&&&& '))
  if (outcome === 'failed') return explainFailure(said)
  const failure = explainFailure(said.filter(({ severity }) => severity !== 'W'))
  return failure.kind === 'unexplained' ? undefined : failure
}

function phasesOf(rows: readonly string[]): LogPhase[] {
  return [...new Set(rows.flatMap((row) => phaseOfLine(row) ?? []))]
}

function numberIn(lines: readonly string[], pattern: RegExp): number | undefined {
  for (const line of lines) {
    const match = pattern.exec(line)
    if (match !== null) return Number(match[1])
  }
  return undefined
}

function lastNumberIn(lines: readonly string[], pattern: RegExp): number | undefined {
  const match = lines.findLast((line) => pattern.test(line))?.match(pattern)
  return match ? Number(match[1]) : undefined
}

function textsOf(lines: readonly LogLine[], severity: 'W' | 'E' | 'F'): string[] {
  return lines.filter((line) => line.severity === severity).map(({ text }) => text.trim())
}
