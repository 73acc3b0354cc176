import type { LatencyStatistics } from './latency.ts'
import type { PerformanceSummary } from './performance-summary.ts'

const HEADINGS = ['Host Latency', 'Enqueue Time', 'GPU Compute'] as const
type Heading = (typeof HEADINGS)[number]

const ENTRY =
  /^(min|max|mean|median|percentile): ([\d.]+) ms(?: at ([\d.]+)%)?(?: \(end to end ([\d.]+) ms(?: at [\d.]+%)?\))?/
const TOTAL = /^(throughput|walltime|total compute time): ([\d.]+)/

interface Block {
  readonly own: Map<string, number>
  readonly endToEnd: Map<string, number>
  percent: number
}

/** The summary of TensorRT 7, a heading and then one figure a line, from a log's lines without their prefixes. */
export function parseLegacySummary(lines: readonly string[]): PerformanceSummary | undefined {
  const { blocks, totals } = collect(lines)
  const host = blocks.get('Host Latency')
  const latency = statisticsOf(host, 'own')
  const compute = statisticsOf(blocks.get('GPU Compute'), 'own')
  const throughputQps = totals.get('throughput')
  if (throughputQps === undefined || latency === undefined || compute === undefined) return undefined
  return {
    throughputQps,
    latency,
    endToEnd: statisticsOf(host, 'endToEnd'),
    enqueue: statisticsOf(blocks.get('Enqueue Time'), 'own'),
    compute,
    wallTimeS: totals.get('walltime'),
    computeTimeS: totals.get('total compute time'),
  }
}

function collect(lines: readonly string[]) {
  const blocks = new Map<Heading, Block>()
  const totals = new Map<string, number>()
  let block: Block | undefined
  for (const line of lines) {
    const heading = HEADINGS.find((candidate) => candidate === line.trim())
    if (heading !== undefined) {
      block = { own: new Map(), endToEnd: new Map(), percent: 99 }
      blocks.set(heading, block)
    }
    const total = TOTAL.exec(line)
    if (total !== null && block !== undefined) totals.set(total[1], Number(total[2]))
    const entry = ENTRY.exec(line)
    if (entry !== null && block !== undefined) add(block, entry)
  }
  return { blocks, totals }
}

function add(block: Block, [, name, value, percent, endToEnd]: RegExpExecArray): void {
  block.own.set(name, Number(value))
  if (percent) block.percent = Number(percent)
  if (endToEnd) block.endToEnd.set(name, Number(endToEnd))
}

function statisticsOf(block: Block | undefined, part: 'own' | 'endToEnd'): LatencyStatistics | undefined {
  if (block === undefined) return undefined
  const values = block[part]
  const [minMs, maxMs, medianMs] = ['min', 'max', 'median'].map((name) => values.get(name))
  if (minMs === undefined || maxMs === undefined || medianMs === undefined) return undefined
  const tail = values.get('percentile')
  return {
    minMs,
    maxMs,
    meanMs: values.get('mean'),
    medianMs,
    percentiles: tail === undefined ? [] : [{ percent: block.percent, ms: tail }],
  }
}
