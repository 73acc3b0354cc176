const round = Math.fround

/** Corners of a box given by its centre and size, in float32 as YOLOv5's `xywh2xyxy` computes them. */
export function cornersFromCentre(
  box: Float32Array,
  centreX: number,
  centreY: number,
  width: number,
  height: number,
): void {
  const halfWidth = round(width / 2)
  const halfHeight = round(height / 2)
  box[0] = centreX - halfWidth
  box[1] = centreY - halfHeight
  box[2] = centreX + halfWidth
  box[3] = centreY + halfHeight
}
