import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { throwIfCancelled } from '../../base/cancel.ts'
import { startProcess, type RunningProcess } from '../../base/child-process.ts'
import { QuantbenchError } from '../../base/errors.ts'
import { describeExit, type ProcessExit } from '../../base/exit-reason.ts'
import {
  ANALYSIS_CALLS,
  type AnalysisInput,
  type AnalysisMethod,
  type AnalysisOutput,
} from './analysis-calls.ts'
import { analysisReplySchema, type AnalysisReply, type AnalysisRequest } from './analysis-message.ts'

export interface AnalysisOptions {
  /** The process's entry file. */
  entry: URL
  /** Node's options, as `--max-old-space-size`. */
  nodeOptions?: readonly string[]
  /** After so long without a question the process ends, and with it the memory that it holds. */
  idleMs?: number
  /** Questions that it works on at a time; others wait. */
  mostOpen?: number
  /** Questions that may wait; more are refused. */
  mostWaiting?: number
  /** How long it may go on with a question that nobody wants answered any more. */
  cancelGraceMs?: number
}

/** A question and whoever waits for its answer. */
interface Question {
  readonly id: number
  readonly method: AnalysisMethod
  readonly input: unknown
  /** Was open, beside others, when a process ended: is asked again, alone. */
  suspect: boolean
  /** Nobody waits any more. */
  dropped: boolean
  resolve(reply: unknown): void
  reject(error: Error): void
}

/** One process with the questions that it works on. */
interface Helper {
  readonly open: Map<number, Question>
  readonly lastLines: string[]
  /** Why it is being ended although it works. */
  ending: string | null
  process: Promise<RunningProcess>
}

/** What native code prints when it gives up is some thirty lines of stack behind the reason. */
const LAST_LINES = 100
const QUOTED_LINES = 3
/** Lines of Node's native and JavaScript stack traces, and of V8's list of collections. */
const STACK = /^\s*$|^-{3,}|^\s*\d+: |^\s*at |^\[\d+:0x|^<---/
const MINUTE_MS = 60_000

function stopped(): QuantbenchError {
  return new QuantbenchError('CANCELLED', 'The engine stops', { wayOut: 'Start it again.' })
}

/**
 * The one process beside the engine in which models are run, images decoded and large files read for questions of the
 * interface. It starts with the first question. What ends it (native code that gives up, memory that runs out) fails
 * the question that it worked on and no other: of several at that moment each is asked once more, alone.
 */
export class AnalysisProcess {
  private readonly options: Required<AnalysisOptions>
  private readonly waiting: Question[] = []
  private helper: Helper | null = null
  private readonly ended = new Set<Promise<unknown>>()
  private idle: NodeJS.Timeout | undefined
  private lastId = 0
  private isClosed = false

  constructor(options: AnalysisOptions) {
    this.options = {
      nodeOptions: [],
      idleMs: 10 * MINUTE_MS,
      mostOpen: 4,
      mostWaiting: 256,
      cancelGraceMs: 3000,
      ...options,
    }
  }

  /** Number of the process, while there is one. */
  async pid(): Promise<number | null> {
    return this.helper === null ? null : (await this.helper.process).pid
  }

  /**
   * Asks for an analysis. Throws what the analysis throws, CANCELLED, and ANALYSIS_FAILED where its process ended, there
   * are too many questions, or the answer is not what it should be.
   */
  async ask<M extends AnalysisMethod>(
    method: M,
    input: AnalysisInput<M>,
    signal?: AbortSignal,
  ): Promise<AnalysisOutput<M>> {
    throwIfCancelled(signal)
    const answer = ANALYSIS_CALLS[method].output.safeParse(await this.answerTo(method, input, signal))
    if (answer.success) return answer.data
    throw new QuantbenchError(
      'ANALYSIS_FAILED',
      `${method} gave no proper answer: ${z.prettifyError(answer.error)}`,
      {
        cause: answer.error,
      },
    )
  }

  /** Ends the process. Open questions end as CANCELLED, later ones too. */
  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.idle)
    const { helper } = this
    for (const { reject } of [...this.waiting.splice(0), ...(helper?.open.values() ?? [])]) reject(stopped())
    if (helper !== null) this.end(helper, 'the engine stops')
    await Promise.all(this.ended)
  }

  private answerTo(
    method: AnalysisMethod,
    input: unknown,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    if (this.isClosed) throw stopped()
    if (this.waiting.length >= this.options.mostWaiting) throw tooMany(this.waiting.length)
    return new Promise((resolve, reject) => {
      const onAbort = () => this.drop(question)
      const done = () => signal?.removeEventListener('abort', onAbort)
      const question: Question = {
        id: ++this.lastId,
        method,
        input,
        suspect: false,
        dropped: false,
        resolve: (reply) => (done(), resolve(reply)),
        reject: (error) => (done(), reject(error)),
      }
      signal?.addEventListener('abort', onAbort)
      this.waiting.push(question)
      this.pump()
    })
  }

  /** Hands questions on as long as there is room. */
  private pump(): void {
    if (this.isClosed) return
    clearTimeout(this.idle)
    for (;;) {
      const next = this.waiting.at(0)
      const open = this.helper?.open ?? new Map<number, Question>()
      const alone = next?.suspect === true || [...open.values()].some(({ suspect }) => suspect)
      if (next === undefined || open.size >= (alone ? 1 : this.options.mostOpen)) break
      this.waiting.shift()
      this.handOver(next)
    }
    if (this.helper?.open.size === 0) this.idle = setTimeout(() => this.rest(), this.options.idleMs).unref()
  }

  private handOver(question: Question): void {
    const helper = (this.helper ??= this.start())
    helper.open.set(question.id, question)
    const { id, method, input } = question
    const request: AnalysisRequest = { type: 'ask', id, method, input }
    // One that cannot be started fails its questions in `start`.
    void helper.process.then((child) => child.send(request)).catch(() => undefined)
  }

  private start(): Helper {
    const { entry, nodeOptions } = this.options
    const lastLines: string[] = []
    const starting = startProcess(process.execPath, [...nodeOptions, fileURLToPath(entry)], {
      onLine: (line) => {
        lastLines.push(line)
        if (lastLines.length > LAST_LINES) lastLines.shift()
      },
      onMessage: (message) => this.hear(helper, message),
    })
    const helper: Helper = { open: new Map(), lastLines, ending: null, process: starting }
    const life = starting.then(
      async (child) => this.onExit(helper, await child.exited),
      (error: Error) => this.onNoStart(helper, error),
    )
    this.ended.add(life)
    void life.finally(() => this.ended.delete(life))
    return helper
  }

  private hear(helper: Helper, content: unknown): void {
    const { data: message } = analysisReplySchema.safeParse(content)
    const question = message === undefined ? undefined : helper.open.get(message.id)
    if (message === undefined || question === undefined) return
    helper.open.delete(message.id)
    settle(question, message)
    this.pump()
  }

  /** Nobody waits for an answer any more: it is not worked out, and one that cannot be stopped is stopped by force. */
  private drop(question: Question): void {
    const place = this.waiting.indexOf(question)
    if (place >= 0) this.waiting.splice(place, 1)
    question.dropped = true
    question.reject(cancelled())
    const { helper } = this
    if (helper?.open.get(question.id) !== question) return
    const request: AnalysisRequest = { type: 'cancel', id: question.id }
    void helper.process.then((child) => child.send(request)).catch(() => undefined)
    const force = () => {
      if (helper.open.has(question.id)) this.end(helper, `${question.method} went on after it was cancelled`)
    }
    setTimeout(force, this.options.cancelGraceMs).unref()
  }

  /** Ends a process; it gets no more questions. */
  private end(helper: Helper, why: string): void {
    helper.ending ??= why
    if (this.helper === helper) this.helper = null
    void helper.process.then((child) => child.end(200)).catch(() => undefined)
    this.again([...helper.open.values()], false)
    helper.open.clear()
    this.pump()
  }

  private rest(): void {
    if (this.helper?.open.size === 0) this.end(this.helper, 'there was nothing to do')
  }

  private onExit(helper: Helper, exit: ProcessExit): void {
    if (helper.ending !== null) return
    if (this.helper === helper) this.helper = null
    const open = [...helper.open.values()].filter(({ dropped }) => !dropped)
    if (open.length === 1) open[0].reject(crashed(open[0].method, exit, helper.lastLines))
    else this.again(open, true)
    this.pump()
  }

  private onNoStart(helper: Helper, error: Error): void {
    if (this.helper === helper) this.helper = null
    for (const { reject } of helper.open.values()) reject(error)
    this.pump()
  }

  /** Puts questions back to the head of those that wait. */
  private again(questions: readonly Question[], suspect: boolean): void {
    const wanted = questions.filter(({ dropped }) => !dropped)
    for (const question of wanted) question.suspect ||= suspect
    if (!this.isClosed) this.waiting.unshift(...wanted)
  }
}

function settle(question: Question, message: AnalysisReply): void {
  if ('failure' in message) {
    const { code, message: text, wayOut } = message.failure
    question.reject(new QuantbenchError(code, text, { wayOut }))
  } else question.resolve(message.reply)
}

function cancelled(): QuantbenchError {
  return new QuantbenchError('CANCELLED', 'Nobody waits for the answer any more')
}

function tooMany(waiting: number): QuantbenchError {
  return new QuantbenchError(
    'ANALYSIS_FAILED',
    `Expected fewer questions at a time, ${waiting} wait already`,
    {
      wayOut: 'Wait until some are answered.',
    },
  )
}

function crashed(method: AnalysisMethod, exit: ProcessExit, lastLines: readonly string[]): QuantbenchError {
  const told = lastLines.filter((line) => !STACK.test(line)).slice(-QUOTED_LINES)
  const said = told.length === 0 ? '' : `; it said "${told.join(' / ')}"`
  const why = describeExit(exit, lastLines)
  return new QuantbenchError('ANALYSIS_FAILED', `The process that worked on ${method} ended: ${why}${said}`, {
    wayOut: 'Everything else goes on; the same file may do it again.',
  })
}
