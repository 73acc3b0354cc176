import type { RunDetail } from '../../../shared/contract/run.ts'
import { figureStyle } from '../../figures/figure-style.ts'
import { text } from '../../i18n/i18n.ts'
import type { Format } from '../../i18n/use-format.ts'
import { figureOf } from './reference.ts'
import type { VerdictPart } from './run-verdict.ts'
import { shortName } from './short-name.ts'

function ratio(value: number, format: Format): string {
  return format.number(value, value < 10 ? { digits: 2 } : { significant: 3 })
}

function clause({ name, from, to, verdict }: VerdictPart, reference: RunDetail, format: Format): string {
  if (name === 'AP') {
    const amount = format.number(Math.abs(to - from), figureStyle('AP'))
    return text(`run.verdict.AP.${verdict}`, { amount, reference: shortName(reference) })
  }
  return text(`run.verdict.${name}.${verdict}`, {
    ratio: ratio(to / from, format),
    inverse: ratio(from / to, format),
  })
}

/** The answer in a sentence, as `Loses 0.012 AP against fp32, runs 1.43× as fast, is 3.7× smaller.` */
export function verdictSentence(parts: readonly VerdictPart[], reference: RunDetail, format: Format): string {
  const clauses = parts.map((part) => clause(part, reference, format))
  return `${clauses.join(text('run.verdict.separator'))}${text('run.verdict.end')}`
}

/** How fast a run is of which nothing else was measured. */
function speedSentence(run: RunDetail, format: Format): string {
  if (figureOf(run, 'FPS') === null) {
    return text(run.kind === 'benchmark' ? 'run.verdict.benchmark' : 'run.verdict.notMeasured')
  }
  const write = (name: string) => format.number(figureOf(run, name), figureStyle(name))
  const values = { FPS: write('FPS'), p50: write('latency p50'), p99: write('latency p99') }
  return `${text('run.verdict.aloneSpeed', values)}${text('run.verdict.end')}`
}

/** What a run reached by itself, where there is nothing to hold it against. */
export function aloneSentence(run: RunDetail, format: Format): string {
  const write = (name: string) => format.number(figureOf(run, name), figureStyle(name))
  if (figureOf(run, 'AP') === null) return speedSentence(run, format)
  const key = figureOf(run, 'FPS') === null ? 'aloneAP' : 'alone'
  const values = { AP: write('AP'), FPS: write('FPS'), size: write('size') }
  return `${text(`run.verdict.${key}`, values)}${text('run.verdict.end')}`
}
