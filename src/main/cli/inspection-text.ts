import type { Preprocess } from '../data/preprocess.ts'
import type { RecognisedDetector } from '../detect/detect-family.ts'
import type { Finding } from '../onnx/checks.ts'
import {
  isDetector,
  type Inspection,
  type LayerDescription,
  type PortDescription,
  type QuantizerSummary,
} from '../stages/inspect.ts'
import type { ModelFile } from '../stages/model-file.ts'
import type { Preview } from '../stages/preview.ts'
import { formatTable } from './table.ts'

const LABEL = 14

function line(label: string, text: string): string {
  return `${label.padEnd(LABEL)}${text}`
}

/** A count in the unit that fits: 1.87 M, 4.49 G. */
function countText(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} G`
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : String(value)
}

function portLine(label: string, { name, type, dims }: PortDescription): string {
  const shape = dims === null ? 'no shape' : `[${dims.map((dim) => dim ?? '?').join(', ')}]`
  return line(label, `${name}  ${type}  ${shape}`)
}

function preprocessText({ color, mode, scale, mean, std, padValue, layout }: Preprocess): string {
  const range = scale === 1 ? '0–255' : `× ${Number(scale.toPrecision(6))}`
  const plain = mean.every((value) => value === 0) && std.every((value) => value === 1)
  const shift = plain ? '' : `, mean ${mean.join(' ')}, deviation ${std.join(' ')}`
  return `${color.toUpperCase()}, ${range}${shift}, ${mode}, padding ${padValue}, ${layout.toUpperCase()}`
}

function detectorLines(detector: RecognisedDetector): string[] {
  const { family, reason, score, classes, classNames, inputSize, preprocess, needsNms } = detector
  const names = classNames === null ? 'no names' : `${classNames.slice(0, 4).join(', ')}, …`
  return [
    line('family', `${family.id} (${family.title}), certainty ${score.toFixed(2)}`),
    line('because', reason),
    ...detector.alternatives.map((other) =>
      line('or', `${other.family}, certainty ${other.score.toFixed(2)}: ${other.reason}`),
    ),
    line('input size', `${inputSize.width} × ${inputSize.height}`),
    line('images', preprocessText(preprocess)),
    line('classes', classes === null ? `unknown number, ${names}` : `${classes}, ${names}`),
    line('NMS', needsNms ? 'to be done behind the model' : 'inside the model, or not needed'),
  ]
}

function quantizerLine(found: QuantizerSummary): string {
  const { activations, weights, biases, types, symmetric, quantizedLayers, floatLayers } = found
  if (activations + weights + biases === 0) return line('quantizers', 'none: a float model')
  const kinds = Object.entries(types).map(([type, count]) => `${count} ${type}`)
  return line(
    'quantizers',
    `${activations} activations, ${weights} weights, ${biases} biases (${kinds.join(', ')}), ` +
      `${symmetric ? 'symmetric' : 'not symmetric, which TensorRT refuses'}; ` +
      `layers: ${quantizedLayers} quantized, ${floatLayers} float`,
  )
}

function layersTable(layers: readonly LayerDescription[]): string {
  return formatTable(layers, [
    { title: 'layer', value: ({ name }) => name },
    { title: 'op', value: ({ op }) => op },
    { title: 'weights', value: ({ weightShape }) => weightShape.join('×') },
    { title: 'parameters', value: ({ parameters }) => countText(parameters), align: 'right' },
    { title: 'MACs', value: ({ macs }) => (macs === null ? '–' : countText(macs)), align: 'right' },
    { title: 'precision', value: ({ precision }) => precision },
  ])
}

/** Metadata can hold whole licences; a line is enough to recognise it by. */
function metadataLines(metadata: Record<string, string>): string[] {
  return Object.entries(metadata).map(([key, value]) => {
    const text = value.replaceAll(/\s+/g, ' ')
    return line('metadata', `${key}: ${text.length > 90 ? `${text.slice(0, 90)}…` : text}`)
  })
}

function problemLine({ severity, code, message, wayOut }: Finding): string {
  return line(severity, `${code}: ${message}. ${wayOut}`)
}

/** What a model found in an image, and whether it would rather see it otherwise. */
export function previewText({ detections, trial }: Preview): string {
  const table = formatTable(detections.slice(0, 20), [
    { title: 'found', value: ({ name }) => name },
    { title: 'score', value: ({ score }) => score.toFixed(3), align: 'right' },
    {
      title: 'x y width height',
      value: ({ bbox }) => bbox.map((side) => side.toFixed(0)).join(' '),
      align: 'right',
    },
  ])
  const more = detections.length > 20 ? `\n… and ${detections.length - 20} more` : ''
  return `${detections.length === 0 ? 'Nothing found.' : table + more}\nTrial: ${trial.reason}.`
}

/** A model on a page. */
export function inspectionText(
  { path, sha256, sizeBytes }: ModelFile,
  found: Inspection,
  { layers }: { layers: boolean },
): string {
  const { detector, producer, operators } = found
  const kinds = Object.entries(operators).map(([name, count]) => `${name} ${count}`)
  const lines = [
    line('model', `${path}  ${(sizeBytes / 1e6).toFixed(2)} MB  SHA-256 ${sha256}`),
    ...(isDetector(detector)
      ? detectorLines(detector)
      : [line('family', 'none'), line('because', detector.message)]),
    ...found.inputs.map((port) => portLine('input', port)),
    ...found.outputs.map((port) => portLine('output', port)),
    line(
      'format',
      `opset ${found.opset}, IR ${found.irVersion}, by ${producer.name || 'unknown'} ${producer.version}`.trim(),
    ),
    line(
      'cost',
      `${countText(found.parameters)} parameters, ${countText(found.flops)}FLOPs (2 × MACs of the layers)`,
    ),
    line('nodes', `${found.nodes}: ${kinds.join(', ')}`),
    line('layers', `${found.layers.length} with weights`),
    quantizerLine(found.quantizers),
    ...metadataLines(found.metadata),
    ...found.problems.map(problemLine),
  ]
  return lines.join('\n') + (layers ? `\n\n${layersTable(found.layers)}` : '')
}
