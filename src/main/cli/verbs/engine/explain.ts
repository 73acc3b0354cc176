import { Option } from 'commander'
import { QuantbenchError } from '../../../base/errors.ts'
import {
  explainEngine,
  explainModel,
  type ExplainedEngine,
  type ExplainedModel,
} from '../../../stages/engine-explain.ts'
import { explainedEngineView, explainedModelView } from '../../../stages/engine-view.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import { english } from '../../../trt/engine/sentence.ts'
import type { HitRate } from '../../../trt/forecast/compare-forecast.ts'
import { sizeOption } from '../../arguments.ts'
import { formatTable } from '../../table.ts'
import type { Host } from '../../host.ts'
import type { Verb } from '../../verb.ts'
import { findingsText, groupsText, reformatsText } from './engine-text.ts'

interface ExplainFlags {
  engine?: string
  profile?: string
  size?: { height: number; width: number }
  float: 'fp16' | 'fp32'
}

function describeEngine({ card }: ExplainedEngine): string {
  return [
    groupsText('kind', card.byKindAndPrecision),
    '',
    reformatsText(card),
    '',
    findingsText(card.findings),
  ].join('\n')
}

function describeModel({ forecast, engine, comparison }: ExplainedModel): string {
  const { layers, card, broken } = forecast
  const count = (wanted: (layer: (typeof layers)[number]) => boolean) => layers.filter(wanted).length
  const lines = [
    `Forecast: ${count(({ precision }) => precision === 'int8')} of ${layers.length} layers run INT8, ${count(({ output }) => output === 'int8')} of them write INT8; ${card.reformats.length} quantizers stay as reformats; ${broken.length} fusions break`,
    ...broken.map(({ reason }) => `  ${english(reason)}`),
    findingsText(card.findings),
  ]
  if (engine === null || comparison === null) return lines.join('\n')
  const rates: (HitRate & { what: string })[] = [
    { what: 'layers in INT8', ...comparison.int8 },
    { what: 'INT8 results', ...comparison.int8Output },
    { what: 'quantizers as reformats', ...comparison.reformats },
  ]
  const table = formatTable(rates, [
    { title: 'forecast and engine', value: ({ what }) => what },
    { title: 'foretold', value: ({ predicted }) => String(predicted), align: 'right' },
    { title: 'true', value: ({ actual }) => String(actual), align: 'right' },
    { title: 'both', value: ({ hits }) => String(hits), align: 'right' },
    { title: 'precision', value: ({ precision }) => precision.toFixed(3), align: 'right' },
    { title: 'recall', value: ({ recall }) => recall.toFixed(3), align: 'right' },
  ])
  return [...lines, '', table, '', 'The engine:', describeEngine(engine)].join('\n')
}

async function explainCommand(host: Host, path: string, flags: ExplainFlags): Promise<void> {
  const { engine: layers, profile, size, float } = flags
  if (/\.onnx$/i.test(path)) {
    if (layers === undefined && profile !== undefined) throw profileAlone()
    const engine = layers === undefined ? undefined : { layers, profile }
    const explained = await explainModel(openModelFile(path).model, { engine, size, floatType: float })
    host.result(explainedModelView(explained), () => describeModel(explained))
    return
  }
  if (layers !== undefined) {
    throw new QuantbenchError('USAGE', `Expected an ONNX model beside --engine, got ${path}`, {
      wayOut: 'Give the model first and its engine with --engine, or the engine alone.',
    })
  }
  const explained = await explainEngine({ layers: path, profile })
  host.result({ engine: explainedEngineView(explained), forecast: null, comparison: null }, () =>
    describeEngine(explained),
  )
}

function profileAlone(): QuantbenchError {
  return new QuantbenchError('USAGE', 'Expected --engine with --profile, got a model and times alone', {
    wayOut: 'Give the layer JSON of the engine with --engine.',
  })
}

/** `quantbench engine explain MODEL|FILE`: what an engine will be like, or why one is slow. */
export const explain: Verb = {
  register(program, withHost) {
    const command = program
      .command('explain')
      .description('forecast the engine of a Q/DQ model, or say what costs time in one that was built')
      .argument('<file>', 'Q/DQ model (.onnx), or layer JSON of an engine')
      .option(
        '--engine <file>',
        'layer JSON of an engine built from the model: forecast and truth side by side',
      )
      .option('--profile <file>', 'layer times of the engine')
      .option('--size <HxW>', 'input size for models with dynamic axes', sizeOption)
      .addOption(
        new Option('--float <type>', 'what the forecast takes the float rest to run in')
          .choices(['fp16', 'fp32'])
          .default('fp16'),
      )
    const host = withHost(command)
    command.action((path: string, flags: ExplainFlags) => explainCommand(host(), path, flags))
  },
}
