import type { AdviceRule } from './rule.ts'
import { activationOutliers } from './rules/activation-outliers.ts'
import { batchNorm } from './rules/batch-norm.ts'
import { brokenActivations } from './rules/broken-activations.ts'
import { brokenWeights } from './rules/broken-weights.ts'
import { calibrationDrift } from './rules/calibration-drift.ts'
import { calibrationOverlap } from './rules/calibration-overlap.ts'
import { calibrationSize } from './rules/calibration-size.ts'
import { channelAlignment } from './rules/channel-alignment.ts'
import { deadChannels } from './rules/dead-channels.ts'
import { depthwiseRanges } from './rules/depthwise-ranges.ts'
import { dynamicShapes } from './rules/dynamic-shapes.ts'
import { entropyClipping } from './rules/entropy-clipping.ts'
import { extremeWeights } from './rules/extreme-weights.ts'
import { halfWeights } from './rules/half-weights.ts'
import { headQuantized } from './rules/head-quantized.ts'
import { nmsInGraph } from './rules/nms-in-graph.ts'
import { opset } from './rules/opset.ts'
import { plugins } from './rules/plugins.ts'
import { refusedQuantizers } from './rules/refused-quantizers.ts'
import { residualSkips } from './rules/residual-skips.ts'
import { sensitiveFirstLayers } from './rules/sensitive-first-layers.ts'
import { smoothActivationCost } from './rules/smooth-activations.ts'
import { tailQuantized } from './rules/tail-quantized.ts'
import { transposedConvolutions } from './rules/transposed-convolutions.ts'
import { unequalScales } from './rules/unequal-scales.ts'
import { unfusedBranches } from './rules/unfused-branches.ts'
import { weightScales } from './rules/weight-scales.ts'

/** Every rule; within one severity, findings come in this order: what refuses, then accuracy, images, speed. */
export const ADVICE_RULES: readonly AdviceRule[] = [
  plugins,
  opset,
  refusedQuantizers,
  brokenWeights,
  halfWeights,
  brokenActivations,
  tailQuantized,
  headQuantized,
  entropyClipping,
  sensitiveFirstLayers,
  activationOutliers,
  extremeWeights,
  depthwiseRanges,
  weightScales,
  unequalScales,
  calibrationSize,
  calibrationDrift,
  calibrationOverlap,
  unfusedBranches,
  batchNorm,
  residualSkips,
  nmsInGraph,
  dynamicShapes,
  transposedConvolutions,
  channelAlignment,
  smoothActivationCost,
  deadChannels,
]
