import {
  CLASS_CURVE_POINTS,
  classCurve,
  type ClassCurveKind,
  type ClassCurves,
} from '../runs/class-curves.ts'
import type { ClassCurves as View } from '../../shared/contract/run.ts'

const AXIS = Array.from({ length: CLASS_CURVE_POINTS }, (_, at) => at / (CLASS_CURVE_POINTS - 1))

/** What is told of a run's class curves: all classes, and the curves of those that are asked for. */
export function classCurvesView(
  stored: ClassCurves | null,
  { kind, names }: { kind: ClassCurveKind; names: readonly string[] },
): View {
  if (stored === null) return null
  const { iou, classes } = stored
  const curves = names.flatMap((name) => {
    const index = classes.findIndex((each) => each.name === name)
    return index < 0 ? [] : [{ name, y: [...classCurve(stored, kind, index)] }]
  })
  return { iou, classes, x: AXIS, curves }
}
