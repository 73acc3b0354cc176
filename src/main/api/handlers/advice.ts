import { os } from '../implement.ts'

export const advice = {
  findings: os.advice.findings.handler(({ input, context, signal }) =>
    context.analysis.ask('advice.findings', input, signal),
  ),
}
