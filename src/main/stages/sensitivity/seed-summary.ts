import { ranked, type SensitivityMode, type ValuedUnit } from './ranked-layers.ts'

/** What the quantized model itself is called. */
const BASELINE = 'PTQ'
const SHOWN = 10

/**
 * The form in which NVIDIA's and Linfer's quantization scripts (SummaryTool of qat.py in Deep Learning Examples' and
 * cuDLA's yolov7 and yolov5) keep a sensitivity analysis: [[value, "PTQ"], [value, "model.0"], …] in the order of
 * evaluation, indented by four. Where the quantized model was not measured its row is absent; so are those of units
 * that were given up, which have no value that the scripts could sort by.
 */
export function seedSummary(
  quantized: number | null,
  units: readonly Pick<ValuedUnit, 'name' | 'value'>[],
): string {
  const first = quantized === null ? [] : [[quantized, BASELINE]]
  const rows = [...first, ...units.flatMap(({ name, value }) => (value === null ? [] : [[value, name]]))]
  return JSON.stringify(rows, null, 4)
}

/** The lines that these scripts end with: the ten layers that are best left in float. */
export function seedLines(
  units: readonly ValuedUnit[],
  mode: SensitivityMode,
  metric: string,
  most: number = SHOWN,
): string[] {
  const precision = mode === 'one-on' ? 'int8' : 'fp16'
  const top = ranked(units, mode).slice(0, most)
  const lines = top.flatMap(({ name, value }, index) =>
    value === null ? [] : [`Top${index}: Using ${precision} ${name}, ${metric} = ${value.toFixed(5)}`],
  )
  return ['Sensitive summary:', ...lines]
}
