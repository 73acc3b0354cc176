import type { Progress, StageContext } from '../base/progress.ts'
import { agreementWithParent } from '../coco/agreement.ts'
import type { Model } from '../onnx/model.ts'
import type { EpochMeasure } from '../qat/checkpoint.ts'
import { evaluateModel, type Evaluation } from './evaluate.ts'
import type { FineTuneSpec, Measured } from './fine-tune-spec.ts'

interface MeasuredEpoch extends Measured {
  /** −1 for the parent. */
  readonly epoch: number
}

/** Evaluates models against the float one, which it evaluates once, and remembers the one it is told is the best. */
export class FineTuneJudge {
  private readonly spec: FineTuneSpec
  private readonly context: StageContext
  private readonly float: Evaluation
  private latest: MeasuredEpoch | null = null
  private best: MeasuredEpoch | null = null

  private constructor(spec: FineTuneSpec, context: StageContext, float: Evaluation) {
    this.spec = spec
    this.context = context
    this.float = float
  }

  static async open(spec: FineTuneSpec, context: StageContext): Promise<FineTuneJudge> {
    const float = spec.known?.float ?? (await evaluateAs('float model', spec.file.model, spec, context))
    return new FineTuneJudge(spec, context, float)
  }

  /** Epoch −1 is the parent. */
  async measure(model: Model, epoch: number): Promise<EpochMeasure> {
    const label = epoch < 0 ? 'parent' : `epoch ${epoch + 1} of ${this.spec.plan.epochs}`
    const known = epoch < 0 ? this.spec.known?.parent : undefined
    const measured = known ?? (await this.evaluate(model, label))
    this.latest = { ...measured, epoch }
    if (epoch < 0) this.keepLatest()
    const { AP, AP50 } = measured.evaluation.coco.stats
    return { AP, AP50, agreement: measured.agreement.value }
  }

  /** What was measured last is the best so far. */
  keepLatest(): void {
    this.best = this.latest
  }

  /** The evaluation of an epoch's model, made again where it is no longer (or, after resuming, not yet) there. */
  async evaluationOf(epoch: number, model: Model): Promise<Measured> {
    return this.best?.epoch === epoch ? this.best : this.evaluate(model, 'best')
  }

  private async evaluate(model: Model, label: string): Promise<Measured> {
    const { onProgress } = this.context
    const within = 'train'
    const context = { ...this.context, onProgress: (step: Progress) => onProgress?.({ ...step, within }) }
    const evaluation = await evaluateAs(label, model, this.spec, context)
    return { evaluation, agreement: agreementWithParent(this.float.detections, evaluation.detections) }
  }
}

function evaluateAs(
  label: string,
  model: Model,
  spec: FineTuneSpec,
  context: StageContext,
): Promise<Evaluation> {
  const { detector, evaluation, nms, onBadImage, device, threads } = spec
  const options = { device, threads, nms, onBadImage, label }
  return evaluateModel(model, detector, evaluation, options, context)
}
