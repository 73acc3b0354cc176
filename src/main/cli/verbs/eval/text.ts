import type { Agreement } from '../../../coco/agreement.ts'
import type { Evaluation, EvaluationTiming } from '../../../stages/evaluate.ts'
import type { Execution } from '../../../stages/execution.ts'
import { formatTable, metric } from '../../table.ts'
import { executionText } from './execution-text.ts'

/** The times are those of all images, the ones before an interruption included. */
function resumedText({ resumedFrom }: EvaluationTiming): string {
  return resumedFrom === 0 ? '' : ` (${resumedFrom} of them before an interruption)`
}

/** An evaluation for people. */
export function describe(
  { coco, timing, badImages }: Evaluation,
  agreement: Agreement | null,
  execution: Execution,
): string {
  const lines = [
    formatTable(Object.entries(coco.stats), [
      { title: 'metric', value: ([name]) => name },
      { title: 'value', value: ([, value]) => metric(value), align: 'right' },
    ]),
    `${timing.images} images${resumedText(timing)} in ${(timing.wallMs / 1000).toFixed(1)} s on ${executionText(execution)}: decode ${timing.decodeMs.toFixed(0)} ms, inference ${timing.inferMs.toFixed(0)} ms, post-processing ${timing.postMs.toFixed(0)} ms`,
  ]
  if (agreement !== null) {
    lines.push(
      `agreement with the parent ${metric(agreement.value)} (at IoU 0.5 ${metric(agreement.value50)}, recall ${metric(agreement.recall)}) over its ${agreement.boxes} confident boxes`,
    )
  }
  for (const { file, message } of badImages) lines.push(`left out ${file}: ${message}`)
  return lines.join('\n')
}
