import { requireReadable } from '../../../base/regular-file.ts'
import type { RecognisedDetector } from '../../../detect/detect-family.ts'
import { inspectModel, isDetector, type Inspection } from '../../../stages/inspect.ts'
import { openModelFile } from '../../../stages/model-file.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'

type Found = AnalysisOutput<'models.inspect'>

/** Everything there is to say about a model file. */
export async function inspectModelFile({ path }: AnalysisInput<'models.inspect'>): Promise<Found> {
  requireReadable(path)
  const file = openModelFile(path)
  const found = await inspectModel(file.model, path)
  const { inputs, outputs, opset, nodes, layers, parameters, macs, quantizers } = found
  const { activations, weights, symmetric, quantizedLayers, floatLayers } = quantizers
  return {
    file: { path: file.path, sha256: file.sha256, size: file.sizeBytes },
    inputs,
    outputs,
    opset,
    producer: [found.producer.name, found.producer.version].filter((part) => part !== '').join(' '),
    nodes,
    operators: Object.entries(found.operators).map(([op, count]) => ({ op, count })),
    layers,
    parameters,
    macs,
    quantizers: { activations, weights, symmetric, quantizedLayers, floatLayers },
    problems: found.problems.map(({ severity, message }) => ({ level: severity, message })),
    ...detectorView(found),
  }
}

function detectorView({ detector }: Inspection): Pick<Found, 'detector' | 'noDetector'> {
  if (isDetector(detector)) return { detector: recognisedView(detector), noDetector: null }
  const { code, message, wayOut } = detector
  return { detector: null, noDetector: { code, message, wayOut: wayOut ?? null } }
}

function recognisedView(found: RecognisedDetector): NonNullable<Found['detector']> {
  const { family, classes, classNames, preprocess } = found
  const { width, height, color, mode, scale, mean, std, layout } = preprocess
  return {
    family: family.id,
    title: family.title,
    certainty: found.score,
    classes,
    classNames: classNames === null ? null : [...classNames],
    preprocess: { width, height, color, mode, scale, mean: [...mean], std: [...std], layout },
    notes: notesOf(found),
  }
}

function notesOf({ reason, labels, needsNms, alternatives }: RecognisedDetector): string[] {
  return [
    reason,
    needsNms ? 'overlapping boxes are suppressed here' : 'the model suppresses overlapping boxes itself',
    ...(labels === 'category-id' ? ['it answers with category ids of its data'] : []),
    ...alternatives.map(
      ({ title, score, reason: why }) => `${title} would fit too (${score.toFixed(2)}): ${why}`,
    ),
  ]
}
