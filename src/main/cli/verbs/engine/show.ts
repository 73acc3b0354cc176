import { explainEngine, type ExplainedEngine } from '../../../stages/engine-explain.ts'
import { explainedEngineView } from '../../../stages/engine-view.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import type { Verb } from '../../verb.ts'
import { groupsText, layersText, msText, reformatsText } from './engine-text.ts'

interface ShowFlags {
  profile?: string
  model?: string
}

function describe({ graph, card }: ExplainedEngine): string {
  const total = graph.totalMs === undefined ? 'no profile given' : `${msText(graph.totalMs)} ms`
  const reduced = graph.detailed
    ? []
    : ['The engine was built without --profilingVerbosity=detailed: names only, no types and no formats.']
  return [
    layersText(graph),
    '',
    groupsText('type', card.byType),
    '',
    groupsText('precision', card.byPrecision),
    '',
    reformatsText(card),
    '',
    ...reduced,
    `${graph.layers.length} layers, ${total}; ${(card.traffic.activations / 1e6).toFixed(1)} MB of activations and ${(card.traffic.weights / 1e6).toFixed(1)} MB of weights moved a run`,
  ].join('\n')
}

/** `quantbench engine show FILE`: layers, formats and times. */
export const show: Verb = {
  register(program, withHost) {
    const command = program
      .command('show')
      .description('layers of an engine, and where its time goes')
      .argument('<file>', 'layer JSON of trtexec (--exportLayerInfo), or a log that lists the layers')
      .option('--profile <file>', 'layer times of trtexec (--exportProfile)')
      .option('--model <file>', 'the ONNX model that the engine was built from')
    const host = withHost(command)
    command.action(async (layers: string, { profile, model }: ShowFlags) => {
      const opened = model === undefined ? undefined : openModelFile(model).model
      const explained = await explainEngine({ layers, profile }, opened)
      const { graph, ...card } = explainedEngineView(explained)
      host().result({ ...graph, ...card }, () => describe(explained))
    })
  },
}
