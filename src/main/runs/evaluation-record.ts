import { precisionRecallCurves } from '../coco/precision-recall-curves.ts'
import { confidenceCurves, type ConfidenceCurves } from '../coco/confidence-curves.ts'
import { confusionMatrix } from '../coco/confusion.ts'
import { errorTypes } from '../coco/error-types.ts'
import { writeDetections } from '../data/coco-results.ts'
import type { Agreement } from '../coco/agreement.ts'
import type { Evaluation } from '../stages/evaluate.ts'
import { CLASS_CURVES_ROLE, classCurvesOf, encodeClassCurves } from './class-curves.ts'
import type { Curve } from './curve-repository.ts'
import type { Metric } from './metric-repository.ts'
import type { Store } from './store.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Figures of an evaluation: COCO's twelve, the best F1, the error types, and where the time went. */
function evaluationMetrics(
  { coco, detections, groundTruth, timing }: Evaluation,
  { best }: ConfidenceCurves,
): Metric[] {
  const errors = errorTypes(groundTruth, detections)
  return [
    ...Object.entries(coco.stats).map(([name, value]) => ({ name, value, better: 'higher' as const })),
    ...(best === undefined
      ? []
      : [
          { name: 'F1', value: best.f1, better: 'higher' as const },
          { name: 'F1 confidence', value: best.confidence },
        ]),
    ...Object.entries(errors.types).map(([name, { dAP }]) => ({
      name: `error ${name}`,
      value: dAP,
      better: 'lower' as const,
    })),
    { name: 'images', value: timing.images },
    { name: 'evaluation wall', value: timing.wallMs, unit: 'ms' },
    { name: 'evaluation decode', value: timing.decodeMs, unit: 'ms' },
    { name: 'evaluation infer', value: timing.inferMs, unit: 'ms' },
    { name: 'evaluation post', value: timing.postMs, unit: 'ms' },
  ]
}

function evaluationCurves({ coco }: Evaluation, confidence: ConfidenceCurves): Curve[] {
  const recall = precisionRecallCurves(coco)
  const { mean } = confidence
  return [
    { kind: 'precision-recall', name: 'all', x: Float64Array.from(recall.recall), y: recall.mean },
    { kind: 'precision-confidence', name: 'all', x: confidence.confidence, y: mean.precision },
    { kind: 'recall-confidence', name: 'all', x: confidence.confidence, y: mean.recall },
    { kind: 'f1-confidence', name: 'all', x: confidence.confidence, y: mean.f1 },
  ]
}

/**
 * Stores an evaluation with its run: figures, per-class figures, curves, confusion matrix, detections as COCO results.
 * @returns the path of the stored detections. Throws DISK_FULL, RUN_NOT_FOUND.
 */
export async function recordEvaluation(
  store: Store,
  runId: string,
  evaluation: Evaluation,
  agreement: Agreement | null,
): Promise<string> {
  const { coco, detections, groundTruth } = evaluation
  const link = (role: string, name: string) => ({ runId, role, name, kind: 'json' })
  const folder = await mkdtemp(join(tmpdir(), 'quantbench-results-'))
  try {
    const file = join(folder, 'detections.json')
    await writeDetections(file, detections)
    const stored = await store.artifacts.putFile(link('detections', 'detections.json'), file)
    const confusion = confusionMatrix(groundTruth, detections)
    const { labels, categoryIds, counts } = confusion
    const table = { labels, categoryIds: Array.from(categoryIds), counts: Array.from(counts) }
    await store.artifacts.putBytes(link('confusion', 'confusion.json'), JSON.stringify(table))
    const confidence = confidenceCurves(coco)
    const curves = encodeClassCurves(classCurvesOf(coco, confidence))
    const place = { runId, role: CLASS_CURVES_ROLE, name: 'class-curves.bin', kind: 'binary' }
    await store.artifacts.putBytes(place, curves)
    store.write(() => {
      store.metrics.put(runId, [...evaluationMetrics(evaluation, confidence), ...agreementMetrics(agreement)])
      store.classMetrics.put(
        runId,
        coco.perClass.map(({ id, name, ...values }) => ({ id, name, values: { ...values } })),
      )
      store.curves.put(runId, evaluationCurves(evaluation, confidence))
      store.events.append(
        runId,
        evaluation.badImages.map(({ file: image, message }) => ({
          level: 'warn' as const,
          kind: 'image',
          message: `${image}: ${message}`,
        })),
      )
    })
    return store.artifacts.pathOf(stored.sha256)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function agreementMetrics(agreement: Agreement | null): Metric[] {
  if (agreement === null) return []
  return [
    { name: 'agreement', value: agreement.value, better: 'higher' },
    { name: 'agreement50', value: agreement.value50, better: 'higher' },
    { name: 'agreement recall', value: agreement.recall, better: 'higher' },
    { name: 'agreement IoU', value: agreement.meanIou, better: 'higher' },
  ]
}
