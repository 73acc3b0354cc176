/**
 * Intersection over union of a detection and a ground-truth box, with the operations in the order of `bbIou` in
 * pycocotools' maskApi.c, so that every result equals its to the last bit. Over a crowd box the intersection is
 * divided by the detection's own area. Boxes are [x, y, width, height] at `offset` of their array.
 */
export function boxIou(
  detections: Float64Array,
  detectionOffset: number,
  truths: Float64Array,
  truthOffset: number,
  crowd: boolean,
): number {
  const dx = detections[detectionOffset]
  const dw = detections[detectionOffset + 2]
  const gx = truths[truthOffset]
  const gw = truths[truthOffset + 2]
  const right = dw + dx < gw + gx ? dw + dx : gw + gx
  const width = right - (dx > gx ? dx : gx)
  if (!(width > 0)) return 0
  const dy = detections[detectionOffset + 1]
  const dh = detections[detectionOffset + 3]
  const gy = truths[truthOffset + 1]
  const gh = truths[truthOffset + 3]
  const bottom = dh + dy < gh + gy ? dh + dy : gh + gy
  const height = bottom - (dy > gy ? dy : gy)
  if (!(height > 0)) return 0
  const intersection = width * height
  return intersection / (crowd ? dw * dh : dw * dh + gw * gh - intersection)
}
