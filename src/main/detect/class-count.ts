import type { Signature } from './signature.ts'

/** Number of classes of COCO, which most public detectors are trained on. */
const COCO = 80

/** How a number of classes that a family reads from a shape changes its certainty. */
export function classEvidence(signature: Signature, classes: number): number {
  if (signature.classNames !== null) return signature.classNames.length === classes ? 0.1 : -0.3
  return classes === COCO ? 0.05 : 0
}

/**
 * Number of classes among the fields behind the box (and objectness): what the metadata names, else all but the mask
 * coefficients of a segmentation model, whose prototypes are an output of rank 4.
 */
export function classesAmong(signature: Signature, fields: number): number {
  const named = signature.classNames?.length
  if (named !== undefined && named <= fields) return named
  const prototypes = signature.outputs.find(({ dims }) => dims.length === 4)?.dims[1] ?? 0
  return fields > prototypes && signature.outputs.length === 2 ? fields - prototypes : fields
}
