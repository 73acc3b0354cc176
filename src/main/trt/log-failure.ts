import { introducedIn } from '../onnx/operators.ts'
import { FAILURE_RULES, type FailureKind } from './failure-rules.ts'
import type { LogLine } from './log-line.ts'

/** Why a run failed, for the user. */
export interface LogFailure {
  readonly kind: FailureKind
  /** What happened, one sentence. */
  readonly explanation: string
  /** What to do about it, one sentence. */
  readonly wayOut: string
  /** The line of the log that says so. */
  readonly line: string
}

const PLUGIN =
  /(?:could not find plugin:? |Searching for plugin: |No importer registered for op: |While parsing node number \d+ \[)([\w.]+)/
const OPERATOR =
  /Plugin not found|No importer registered for op|UNSUPPORTED_NODE|Unsupported (?:op|node)|getPluginCreator could not find/i

/**
 * Why a run failed, from its lines. Errors and what libraries print without a prefix are taken; warnings only where those
 * say nothing, since a build that goes on also warns of memory.
 */
export function explainFailure(lines: readonly LogLine[]): LogFailure {
  const severe = lines.filter(isSevere)
  const warned = lines.filter(({ severity }) => severity === 'W')
  return firstRule(severe) ?? operatorFailure(severe, lines) ?? firstRule(warned) ?? unexplained(severe)
}

function isSevere({ severity, text }: LogLine): boolean {
  if (severity === 'E' || severity === 'F') return true
  // That there is no GPU, trtexec says as an information.
  if (severity === 'I') return text.startsWith('Cannot find ')
  // Lines of the help, which a wrong option brings up, are indented or headings.
  return severity === undefined && !/^(?:\s|===|$)/.test(text)
}

function firstRule(lines: readonly LogLine[]): LogFailure | undefined {
  for (const { kind, pattern, explain, wayOut } of FAILURE_RULES) {
    for (const { text } of lines) {
      const match = pattern.exec(text)
      if (match === null) continue
      const found = match.slice(1).find((group) => group) ?? ''
      return { kind, explanation: explain(found), wayOut, line: text.trim() }
    }
  }
  return undefined
}

/** TensorRT takes every operator that it does not know for a plugin; ONNX's own operators are told apart here. */
function operatorFailure(severe: readonly LogLine[], all: readonly LogLine[]): LogFailure | undefined {
  const line = severe.find(({ text }) => OPERATOR.test(text))?.text
  if (line === undefined) return undefined
  const names = all.flatMap(({ text }) => (PLUGIN.exec(text) ?? []).slice(1))
  const name = PLUGIN.exec(line)?.[1] ?? names.at(-1)
  if (name !== undefined && introducedIn(name) === undefined) {
    return {
      kind: 'missing-plugin',
      explanation: `The model needs the plugin ${name}, which is not loaded`,
      wayOut: 'Give the plugin library, or export the model without this operator.',
      line: line.trim(),
    }
  }
  return {
    kind: 'unsupported-operator',
    explanation: `This TensorRT does not support ${name === undefined ? 'an operator of the model' : `the operator ${name}`}`,
    wayOut: 'Use a newer TensorRT, or export the model without this operator.',
    line: line.trim(),
  }
}

function unexplained(severe: readonly LogLine[]): LogFailure {
  const line = severe.find(({ severity, text }) => severity !== undefined && text.trim() !== '')?.text.trim()
  return {
    kind: 'unexplained',
    explanation: line === undefined ? 'trtexec ended without saying why' : `trtexec failed: ${line}`,
    wayOut: 'Read the log from its first error on.',
    line: line ?? '',
  }
}
