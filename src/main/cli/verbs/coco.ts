import { confidenceCurves } from '../../coco/confidence-curves.ts'
import type { CocoEvaluation } from '../../coco/evaluate.ts'
import { precisionRecallCurves } from '../../coco/precision-recall-curves.ts'
import type { ClassStatistics } from '../../coco/statistics.ts'
import { describeProblem } from '../../data/dataset-problems.ts'
import { evaluateResults } from '../../stages/evaluate-results.ts'
import type { Host } from '../host.ts'
import { statisticsText } from '../statistics-text.ts'
import { formatTable, metric } from '../table.ts'
import type { Verb } from '../verb.ts'

interface CocoFlags {
  gt: string
  dt: string
  curves?: boolean
  classes?: boolean
}

/** Means over the classes at IoU 0.5, and the curves of every class, as plain lists. */
function curvesOf(evaluation: CocoEvaluation) {
  const { iou, recall, mean, perClass } = precisionRecallCurves(evaluation)
  const against = confidenceCurves(evaluation)
  return {
    iou,
    precisionRecall: {
      recall,
      precision: Array.from(mean),
      perClass: perClass.map(({ id, name, precision }) => ({ id, name, precision: Array.from(precision) })),
    },
    confidence: {
      confidence: Array.from(against.confidence),
      precision: Array.from(against.mean.precision),
      recall: Array.from(against.mean.recall),
      f1: Array.from(against.mean.f1),
    },
    best: against.best ?? null,
  }
}

type Curves = ReturnType<typeof curvesOf>

function curvesText({ best, iou, precisionRecall: { recall, precision } }: Curves): string {
  const tenths = recall.map((value, index) => ({ value, index })).filter(({ index }) => index % 10 === 0)
  const table = formatTable(tenths, [
    { title: 'recall', value: ({ value }) => value.toFixed(1), align: 'right' },
    { title: `precision at IoU ${iou}`, value: ({ index }) => metric(precision[index]), align: 'right' },
  ])
  if (best === null) return table
  const { f1, confidence, precision: p, recall: r } = best
  return `${table}\nBest F1 ${metric(f1)} at confidence ${confidence.toFixed(3)}: precision ${metric(p)}, recall ${metric(r)}.`
}

function classesText(perClass: readonly ClassStatistics[]): string {
  return formatTable(perClass, [
    { title: 'id', value: ({ id }) => String(id), align: 'right' },
    { title: 'class', value: ({ name }) => name },
    ...(['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR100'] as const).map((title) => ({
      title,
      value: (row: ClassStatistics) => metric(row[title]),
      align: 'right' as const,
    })),
    { title: 'boxes', value: ({ groundTruths }) => String(groundTruths), align: 'right' },
    { title: 'detections', value: ({ detections }) => String(detections), align: 'right' },
  ])
}

async function cocoCommand(
  host: Host,
  { gt, dt, classes = false, curves = false }: CocoFlags,
): Promise<void> {
  const found = await host.task(`Evaluate ${dt}`, async () => evaluateResults(gt, dt))
  const { coco: evaluation, images, annotations, detections, problems, timing } = found
  for (const problem of problems)
    if (problem.level === 'problem') host.note(`${gt}: ${describeProblem(problem)}`)
  const { stats, perClass } = evaluation
  const drawn = curves ? curvesOf(evaluation) : null
  const extra = drawn === null ? {} : { curves: drawn }
  host.result({ stats, perClass, images, annotations, detections, timing, ...extra }, () =>
    [
      statisticsText(stats),
      ...(classes ? [classesText(perClass)] : []),
      ...(drawn === null ? [] : [curvesText(drawn)]),
    ].join('\n\n'),
  )
}

/** `quantbench coco --gt FILE --dt FILE`: COCO statistics of a results file. */
export const coco: Verb = {
  register(program, withHost) {
    const command = program
      .command('coco')
      .description('COCO box statistics of a results file, as pycocotools computes them')
      .requiredOption('--gt <file>', 'COCO annotations')
      .requiredOption('--dt <file>', 'COCO results, [{image_id, category_id, bbox, score}, …]')
      .option('--classes', 'also a table of the classes')
      .option('--curves', 'also precision against recall and confidence')
    const host = withHost(command)
    command.action((flags: CocoFlags) => cocoCommand(host(), flags))
  },
}
