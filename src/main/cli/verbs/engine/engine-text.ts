import type { EngineGraph, TimeGroup } from '../../../trt/engine/engine-graph.ts'
import { labelOf } from '../../../trt/engine/layer-label.ts'
import { evidenceText, type EngineFinding } from '../../../trt/engine/finding.ts'
import type { ReportCard } from '../../../trt/engine/report-card.ts'
import { english } from '../../../trt/engine/sentence.ts'
import { formatTable, type Column } from '../../table.ts'

/** Milliseconds with the digits that a profile supports; a dash where there are none. */
export function msText(ms: number | undefined): string {
  return ms === undefined ? '–' : ms.toFixed(4)
}

/** A share of 0 to 1 in percent. */
export function shareText(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(1)}%`
}

/** Sums of time, the largest first. */
export function groupsText(title: string, groups: readonly TimeGroup[]): string {
  const columns: Column<TimeGroup>[] = [
    { title, value: ({ name }) => name },
    { title: 'layers', value: ({ layers }) => String(layers), align: 'right' },
    { title: 'ms', value: ({ ms }) => msText(ms), align: 'right' },
    { title: 'share', value: ({ share }) => shareText(share), align: 'right' },
  ]
  return formatTable(groups, columns)
}

/** The reformats with their causes. */
export function reformatsText({ reformats }: ReportCard): string {
  if (reformats.length === 0) return 'No reformats.'
  const shorten = (text: string, length: number) =>
    text.length > length ? `${text.slice(0, length - 1)}…` : text
  return formatTable(reformats, [
    { title: 'reformat', value: ({ name }) => shorten(name, 48) },
    { title: 'ms', value: ({ ms }) => msText(ms), align: 'right' },
    { title: 'origin', value: ({ origin }) => origin },
    { title: 'converts', value: ({ conversion }) => conversion },
    {
      title: 'between',
      value: ({ edge }) =>
        shorten(`${edge.from.join(', ') || 'input'} → ${edge.to.join(', ') || 'output'}`, 60),
    },
    { title: 'cause', value: ({ cause }) => cause.kind },
  ])
}

const EVIDENCE_SHOWN = 3

/** The findings, the most expensive first, each with what was seen, why it costs, and what changes it. */
export function findingsText(findings: readonly EngineFinding[]): string {
  if (findings.length === 0) return 'Nothing found that costs time.'
  return findings.map(findingText).join('\n')
}

function findingText({ severity, id, layers, ms, percent, evidence, reason, change }: EngineFinding): string {
  const time = ms === undefined ? '' : `, ${msText(ms)} ms (${(percent ?? 0).toFixed(1)}%)`
  const more = evidence.length - EVIDENCE_SHOWN
  return [
    `${severity.padEnd(6)} ${id}: ${layers.length} layer${layers.length === 1 ? '' : 's'}${time}`,
    `       ${english(reason)}`,
    ...evidence.slice(0, EVIDENCE_SHOWN).map((one) => `       · ${evidenceText(one)}`),
    ...(more > 0 ? [`       · and ${more} more`] : []),
    ...(change === undefined ? [] : [`       → ${english(change.text)}`]),
  ].join('\n')
}

/** Layers in execution order. */
export function layersText({ layers }: EngineGraph): string {
  return formatTable(layers, [
    { title: '#', value: ({ index }) => String(index), align: 'right' },
    { title: 'layer', value: (layer) => labelOf(layer) },
    { title: 'type', value: ({ type }) => type ?? '–' },
    { title: 'precision', value: ({ precision }) => precision },
    { title: 'ms', value: ({ ms }) => msText(ms), align: 'right' },
    { title: 'share', value: ({ share }) => shareText(share), align: 'right' },
  ])
}
