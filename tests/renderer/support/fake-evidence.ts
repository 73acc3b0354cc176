import type { ComparedClass } from '../../../src/shared/contract/comparison.ts'
import type { LayerRange } from '../../../src/shared/contract/layer.ts'
import type { ClassCurves, Curve, RunSummary } from '../../../src/shared/contract/run.ts'

const CLASSES = ['person', 'bicycle', 'car', 'dog', 'traffic light', 'potted plant']
const LAYERS = ['model.0.conv', 'model.1.conv', 'model.2.cv1.conv', 'model.9.cv2.conv', 'model.24.m.0']

const accuracyOf = ({ metrics }: RunSummary) => metrics.AP ?? 0

/** AP of each class: further from the first run's the further the run is from it. */
export function fakeClasses(runs: readonly RunSummary[]): ComparedClass[] {
  return CLASSES.map((name, id) => {
    const values = runs.map((run) => {
      const lost = accuracyOf(runs[0]) - accuracyOf(run)
      return 0.3 + 0.05 * id - lost * (2.4 - 0.7 * id)
    })
    return { id, name, figures: [{ name: 'AP', values }] }
  })
}

export function fakeCurves(run: RunSummary, kind: string): Curve[] {
  if (kind !== 'precision-recall') return []
  const x = Array.from({ length: 101 }, (_, index) => index / 100)
  const sharpness = 1 + 5 * accuracyOf(run)
  return [{ kind, name: 'all', x, y: x.map((recall) => 1 - recall ** sharpness) }]
}

/** Curves of two classes; the float runs were evaluated before they were kept. */
export function fakeClassCurves(run: RunSummary, names: readonly string[]): ClassCurves {
  if (run.kind === 'fp32') return null
  const [all] = fakeCurves(run, 'precision-recall')
  const classes = ['cat', 'dog'].map((name, id) => ({ id, name }))
  const numbers = (values: readonly (number | null)[]) => values.map((value) => value ?? 0)
  const curves = classes
    .filter(({ name }) => names.includes(name))
    .map(({ name, id }) => ({ name, y: numbers(all.y).map((value) => value / (id + 1)) }))
  return { iou: 0.5, classes, x: numbers(all.x), curves }
}

/** Ranges of a quantized run; the last layer is left float by QAT, and percentiles clip. */
export function fakeRanges({ kind, name }: RunSummary): LayerRange[] {
  const factor = name.endsWith('mse') ? 0.7 : name.endsWith('entropy') ? 0.5 : 1
  return LAYERS.slice(0, kind === 'qat' ? -1 : undefined).map((layer, index) => ({
    tensor: `${layer}/output`,
    layer,
    readers: [layer],
    kind: 'activation',
    amax: (index + 2) * (index % 2 === 0 ? factor : 1),
    methods: {},
    group: [],
    histogram: false,
  }))
}
