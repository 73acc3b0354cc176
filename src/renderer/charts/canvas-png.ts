/** What is drawn on a canvas, as a PNG. */
export async function canvasAsPng(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) throw new Error('The picture could not be encoded')
  return blob
}
