import type { AdviceEvidence, AdviceFinding, AdviceReport } from '../../shared/contract/advice.ts'

const LABEL = 10
/** Names and figures on a line of text; `--json` has all. */
const SHOWN = 6

/** A report for people: findings, the worst first, then what was not looked into. */
export function adviceText({ findings, rules, measured }: AdviceReport): string {
  const count = (severity: AdviceFinding['severity'], noun: string) => {
    const number = findings.filter((finding) => finding.severity === severity).length
    return `${number} ${noun}${number === 1 ? '' : 's'}`
  }
  const skipped = rules.filter(({ outcome }) => outcome === 'skipped')
  const images = `${measured.calibration} calibration and ${measured.evaluation} evaluation images looked at`
  return [
    ...findings.flatMap((finding) => [findingText(finding), '']),
    [count('error', 'error'), count('warning', 'warning'), count('info', 'remark')].join(', ') +
      ` from ${rules.length} rules; ${images}`,
    ...Array.from(
      Map.groupBy(skipped, ({ needs }) => needs ?? ''),
      ([needs, all]) => `not looked into for want of ${needs}: ${all.map(({ id }) => id).join(', ')}`,
    ),
  ].join('\n')
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(LABEL)}${text}`
}

function findingText({
  id,
  severity,
  title,
  layers,
  evidence,
  reason,
  sources,
  change,
}: AdviceFinding): string {
  return [
    `${severity.toUpperCase()}  ${title}  [${id}]`,
    ...(layers.length === 0 ? [] : [line('layers', some(layers).join(', '))]),
    ...some(evidence.map(evidenceText)).map((text, index) => line(index === 0 ? 'evidence' : '', text)),
    line('why', reason),
    ...(change === null ? [] : [line('change', change.text)]),
    ...(change === null || change.flags === '' ? [] : [line('flags', change.flags)]),
    line('source', sources.map(({ title, url }) => (url === null ? title : `${title} <${url}>`)).join('; ')),
  ].join('\n')
}

function some(texts: readonly string[]): string[] {
  const rest = texts.length - SHOWN
  return rest <= 1 ? [...texts] : [...texts.slice(0, SHOWN), `… and ${rest} more`]
}

function evidenceText({ what, value, unit, subject, measured }: AdviceEvidence): string {
  const about = subject === null ? '' : `${subject}: `
  return `${about}${what} ${[figure(value), unit].filter(Boolean).join(' ')}${measured ? ' (measured)' : ''}`
}

/** Whole numbers whole, others with three digits. */
function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)))
}
