import { z } from 'zod'
import { endWithParent } from '../../base/end-with-parent.ts'
import { failureOf, QuantbenchError } from '../../base/errors.ts'
import { ANALYSIS_CALLS, type AnalysisMethod, type AnalysisMethods } from './analysis-calls.ts'
import { analysisRequestSchema, type AnalysisReply } from './analysis-message.ts'

function isMethod(name: string): name is AnalysisMethod {
  return Object.hasOwn(ANALYSIS_CALLS, name)
}

function refused(method: string, error: z.ZodError): QuantbenchError {
  return new QuantbenchError('USAGE', `${method}: ${z.prettifyError(error)}`, { cause: error })
}

async function answer<M extends AnalysisMethod>(
  methods: AnalysisMethods,
  method: M,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const given = ANALYSIS_CALLS[method].input.safeParse(input)
  if (!given.success) throw refused(method, given.error)
  return methods[method](given.data, signal)
}

/** The life of an analysis process: answers what it is asked, several questions at a time, until its parent is gone. */
export function serveAnalyses(methods: AnalysisMethods): void {
  endWithParent()
  const open = new Map<number, AbortController>()
  const tell = (reply: AnalysisReply) => {
    if (process.connected) process.send?.(reply, undefined, undefined, () => undefined)
  }
  const ask = async (id: number, method: string, input: unknown) => {
    const controller = new AbortController()
    open.set(id, controller)
    try {
      if (!isMethod(method)) throw new QuantbenchError('USAGE', `Expected an analysis, got ${method}`)
      tell({ id, reply: await answer(methods, method, input, controller.signal) })
    } catch (error) {
      tell({ id, failure: failureOf(error, 'ANALYSIS_FAILED') })
    } finally {
      open.delete(id)
    }
  }
  process.on('message', (content) => {
    const { data: message } = analysisRequestSchema.safeParse(content)
    if (message?.type === 'ask') void ask(message.id, message.method, message.input)
    else if (message !== undefined) open.get(message.id)?.abort()
  })
}
