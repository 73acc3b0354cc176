import { compareEngines, type ComparedEngines } from '../../../stages/engine-compare.ts'
import { engineDiffView } from '../../../stages/engine-view.ts'
import { labelOf } from '../../../trt/engine/layer-label.ts'
import type { EngineGraph } from '../../../trt/engine/engine-graph.ts'
import type { DiffTimes, LoneLayer } from '../../../trt/engine/engine-diff.ts'
import type { ExplainedReformat } from '../../../trt/engine/explain-reformats.ts'
import { formatTable } from '../../table.ts'
import type { Verb } from '../../verb.ts'
import { msText } from './engine-text.ts'

interface DiffFlags {
  profile?: string
  profileB?: string
}

function describe({ a, b, diff }: ComparedEngines): string {
  const signed = (ms: number | undefined) =>
    ms === undefined ? '–' : `${ms >= 0 ? '+' : ''}${ms.toFixed(4)}`
  const pairs = formatTable(diff.pairs, [
    { title: 'layer', value: (pair) => labelOf(a.layers[pair.a]) },
    { title: 'ms A', value: ({ msA }) => msText(msA), align: 'right' },
    { title: 'ms B', value: ({ msB }) => msText(msB), align: 'right' },
    { title: 'B − A', value: ({ deltaMs }) => signed(deltaMs), align: 'right' },
    { title: 'precision', value: ({ precision }) => precision ?? '' },
    { title: 'changes', value: (pair) => changesText(pair) },
  ])
  const { times, reformatsLost, reformatsGained } = diff
  return [
    pairs,
    '',
    loneText('Only in A', diff.onlyInA, reformatsLost, a, b),
    loneText('Only in B', diff.onlyInB, reformatsGained, b, a),
    '',
    `Reformats: ${reformatsLost.length} only in A, ${reformatsGained.length} only in B`,
    `Total: A ${msText(times.totalA)} ms, B ${msText(times.totalB)} ms${relationText(times)}; matched ${msText(times.matchedA)} and ${msText(times.matchedB)}, only in one ${msText(times.onlyA)} and ${msText(times.onlyB)}`,
  ].join('\n')
}

function relationText({ totalA, totalB }: DiffTimes): string {
  if (totalA === undefined || totalB === undefined || totalA === 0) return ''
  const percent = (100 * (totalB - totalA)) / totalA
  return ` (${percent >= 0 ? '+' : ''}${percent.toFixed(1)}%)`
}

function changesText({
  formats,
  fusedOnlyInA,
  fusedOnlyInB,
}: ComparedEngines['diff']['pairs'][number]): string {
  return [
    ...formats,
    ...fusedOnlyInA.map((node) => `A took in ${node}`),
    ...fusedOnlyInB.map((node) => `B took in ${node}`),
  ].join('; ')
}

function loneText(
  title: string,
  lone: readonly LoneLayer[],
  reformats: readonly ExplainedReformat[],
  own: EngineGraph,
  other: EngineGraph,
): string {
  const told = lone.filter(({ ms, fusedInto }) => ms !== 0 || fusedInto !== undefined)
  const free = lone.length - told.length
  const lines = told.map(({ layer, ms, fusedInto }) => {
    const where = fusedInto === undefined ? '' : `, taken into ${labelOf(other.layers[fusedInto])}`
    const reformat = reformats.find((one) => one.layer === layer)
    const what =
      reformat === undefined ? '' : ` (${reformat.origin} ${reformat.conversion}, ${reformat.cause.kind})`
    return `  ${labelOf(own.layers[layer])}${what}: ${msText(ms)} ms${where}`
  })
  const rest = free === 0 ? [] : [`  and ${free} that take${free === 1 ? 's' : ''} no time`]
  return [`${title}: ${lone.length}`, ...lines, ...rest].join('\n')
}

/** `quantbench engine diff A B`: two engines of one network side by side. */
export const diff: Verb = {
  register(program, withHost) {
    const command = program
      .command('diff')
      .description('two engines of one network, layer by layer')
      .argument('<a>', 'layer JSON of the reference')
      .argument('<b>', 'layer JSON of the other engine')
      .option('--profile <file>', 'layer times of A')
      .option('--profile-b <file>', 'layer times of B')
    const host = withHost(command)
    command.action(async (a: string, b: string, { profile, profileB }: DiffFlags) => {
      const compared = await compareEngines({ layers: a, profile }, { layers: b, profile: profileB })
      host().result(engineDiffView(compared), () => describe(compared))
    })
  },
}
