import { fileNameOf, saveFile } from '../../engine/save-file.ts'

export const PICTURE_KINDS = ['svg', 'png'] as const
export type PictureKind = (typeof PICTURE_KINDS)[number]

/** A drawing with its size in pixels. */
export interface Drawing {
  svg: string
  width: number
  height: number
}

/** Browsers draw no larger canvas. */
const MOST_PIXELS = 12_000

/** Saves a drawing as it is, or as pixels at up to twice its size. */
export async function saveDrawing(
  kind: PictureKind,
  { svg, width, height }: Drawing,
  title: string,
): Promise<void> {
  const name = fileNameOf(title)
  if (kind === 'svg') return saveFile(`${name}.svg`, svg, 'image/svg+xml')
  const scale = Math.min(2, MOST_PIXELS / width, MOST_PIXELS / height)
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const picture = new Image(width, height)
    picture.src = url
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = width * scale
    canvas.height = height * scale
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((blob) => blob !== null && saveFile(`${name}.png`, blob), 'image/png')
  } finally {
    URL.revokeObjectURL(url)
  }
}
