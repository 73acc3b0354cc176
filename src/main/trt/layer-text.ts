import type { LayerInfo } from './engine-layer.ts'
import { layerInfoOf } from './layer-info.ts'
import { logTextOf } from './log-line.ts'

const LAYER = /^Name: (.*?), LayerType: ([^,]*), Inputs: \[(.*?)\], Outputs: \[(|.*?\})\](?:, (.*))?$/
const TENSOR = /\{ Name: (.*?), (?:Location: (\w+), )?Dimensions: \[([-\d,]*)\], Format\/Datatype: (.*?) \}/g
const FIELD = /(?:^|, )([A-Z]\w*): ?(.*?)(?=, [A-Z]\w*:(?: |$)|$)/g

/**
 * Layers from the text that `--dumpLayerInfo` and the engine inspector print: behind `Layers:` a line each, as
 * `Name: …, LayerType: …, Inputs: […]` or the name alone, and then the names behind `Bindings:`. Undefined where the text
 * holds none.
 */
export function parseLayerText(text: string): LayerInfo | undefined {
  const lines = text.split(/\r?\n/)
  const layers = linesBehind(lines, 'Layers:').map(layerOfLine)
  return layers.length === 0 ? undefined : layerInfoOf(layers, linesBehind(lines, 'Bindings:'))
}

function layerOfLine(line: string) {
  const match = LAYER.exec(line)
  if (match === null) return line
  const [, name, type, inputs, outputs, rest = ''] = match
  const fields: Partial<Record<string, string>> = Object.fromEntries(
    Array.from(rest.matchAll(FIELD), ([, key, value]) => [key, value]),
  )
  return {
    ...fields,
    Name: name,
    LayerType: type,
    Inputs: tensorsOf(inputs),
    Outputs: tensorsOf(outputs),
    Weights: weightsOf(rest, 'Weights'),
    Bias: weightsOf(rest, 'Bias'),
    StreamId: fields['StreamId'] === undefined ? undefined : Number(fields['StreamId']),
  }
}

function tensorsOf(text: string) {
  return Array.from(text.matchAll(TENSOR), ([, name, location, dimensions, format]) => ({
    Name: name,
    Location: location,
    Dimensions: dimensions === '' ? [] : dimensions.split(',').map(Number),
    'Format/Datatype': format,
  }))
}

function weightsOf(text: string, field: 'Weights' | 'Bias') {
  const match = new RegExp(`${field}: \\{ ?"?Type"?: "?([^",]*)"?, "?Count"?: (\\d+) ?\\}`).exec(text)
  return match === null ? undefined : { Type: match[1], Count: Number(match[2]) }
}

/** Lines from a heading, whatever stands before it, to an empty or a logged one. */
function linesBehind(lines: readonly string[], heading: string): string[] {
  const start = lines.findIndex((line) => logTextOf(line).trim() === heading)
  if (start < 0) return []
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => line.trim() === '' || /^(?:\[\d\d\/|&&&&)/.test(line))
  return (end < 0 ? rest : rest.slice(0, end)).map((line) => line.trim())
}
