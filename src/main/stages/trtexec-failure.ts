import { QuantbenchError, type ErrorCode } from '../base/errors.ts'
import { describeExit, type ProcessExit } from '../base/exit-reason.ts'
import type { FailureKind } from '../trt/failure-rules.ts'
import type { LogFailure } from '../trt/log-failure.ts'

/** What a run of trtexec was for. */
export type TrtexecPurpose = 'build' | 'measure' | 'profile'

type OwnCode = 'of the purpose'

/** Codes of failures that have one wherever they occur; the others are told by what trtexec was doing. */
const CODES: Readonly<Record<FailureKind, ErrorCode | OwnCode>> = {
  'unknown-option': 'of the purpose',
  'strongly-typed-flags': 'of the purpose',
  'no-gpu': 'DEVICE_MISSING',
  'cuda-version': 'DEVICE_MISSING',
  'missing-library': 'TRTEXEC_MISSING',
  'out-of-memory': 'of the purpose',
  'qdq-asymmetric': 'MODEL_OPERATOR',
  'qdq-scale': 'MODEL_OPERATOR',
  'qdq-channels': 'MODEL_OPERATOR',
  'qdq-bias': 'MODEL_OPERATOR',
  'missing-plugin': 'MODEL_OPERATOR',
  'unsupported-operator': 'MODEL_OPERATOR',
  'no-implementation': 'of the purpose',
  shapes: 'of the purpose',
  calibration: 'CALIBRATION',
  'engine-version': 'of the purpose',
  file: 'FILE_UNREADABLE',
  unexplained: 'of the purpose',
}

/** Failures that the next model would meet as well. */
const GENERAL: ReadonlySet<FailureKind | undefined> = new Set([
  'unknown-option',
  'no-gpu',
  'cuda-version',
  'missing-library',
])

const PURPOSE_CODES = {
  build: 'ENGINE_BUILD',
  measure: 'ENGINE_MEASURE',
  profile: 'ENGINE_MEASURE',
} as const satisfies Record<TrtexecPurpose, ErrorCode>

/** A run of trtexec that did not do what it was started for, with its log. */
export class TrtexecError extends QuantbenchError {
  /** Undefined where it was ended for taking too long. */
  readonly kind: FailureKind | undefined
  readonly purpose: TrtexecPurpose
  /** Command line, then everything that trtexec wrote. */
  readonly log: string

  constructor(
    code: ErrorCode,
    message: string,
    details: { wayOut: string; kind?: FailureKind; purpose: TrtexecPurpose; log: string },
  ) {
    super(code, message, { wayOut: details.wayOut })
    this.kind = details.kind
    this.purpose = details.purpose
    this.log = details.log
  }

  /** Whether every other model would fail alike on this machine. */
  get isGeneral(): boolean {
    return GENERAL.has(this.kind)
  }
}

/** Where a run of trtexec stands when it fails. */
export interface FailedRun {
  readonly label: string
  readonly purpose: TrtexecPurpose
  readonly log: string
}

/** The error of a run whose log tells the cause, or that simply ended. */
export function failedRun(
  { label, purpose, log }: FailedRun,
  failure: LogFailure | undefined,
  exit: ProcessExit,
): TrtexecError {
  if (failure === undefined || failure.kind === 'unexplained') {
    const said = failure === undefined || failure.line === '' ? '' : ` after "${failure.line}"`
    const message = `${label}: trtexec did not finish${said}: ${describeExit(exit)}`
    const wayOut = failure?.wayOut ?? 'Read the log; another run tells whether it happens again.'
    return new TrtexecError(PURPOSE_CODES[purpose], message, { wayOut, kind: 'unexplained', purpose, log })
  }
  const { kind, explanation, line, wayOut } = failure
  const code = CODES[kind] === 'of the purpose' ? PURPOSE_CODES[purpose] : CODES[kind]
  return new TrtexecError(code, `${label}: ${explanation} ("${line}")`, { wayOut, kind, purpose, log })
}

/** The error of a run that was ended for taking too long. */
export function tookTooLong({ label, purpose, log }: FailedRun, timeoutMs: number): TrtexecError {
  const message = `${label}: trtexec was ended after ${timeoutMs / 1000} s (${purpose})`
  const wayOut = 'Give it more time with --timeout, or look in the log where it stood still.'
  return new TrtexecError(PURPOSE_CODES[purpose], message, { wayOut, purpose, log })
}
