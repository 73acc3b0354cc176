import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { boxViews, rowsAt } from '../boxes-of-images.ts'
import { keptDataset } from '../opened-datasets.ts'

/** A page of a dataset's images, in its order, with their boxes. */
export async function datasetImages(
  { source, category, text = '', image: wish, offset, limit }: AnalysisInput<'datasets.images'>,
  signal: AbortSignal,
): Promise<AnalysisOutput<'datasets.images'>> {
  const { dataset, boxes } = await keptDataset(source, signal)
  const { images, groundTruth } = dataset
  const wanted = text.toLowerCase()
  const shows = (place: number): boolean =>
    category === undefined ||
    rowsAt(boxes, place).some((row) => groundTruth?.boxCategoryIds[row] === category)
  const found = Array.from(images.keys()).filter(
    (place) => images[place].name.toLowerCase().includes(wanted) && shows(place),
  )
  const page = found.slice(offset, offset + limit).map((place) => {
    const { id, name, file, width, height } = images[place]
    return {
      id,
      name,
      path: file,
      width: width || null,
      height: height || null,
      boxes: boxViews(groundTruth, rowsAt(boxes, place)),
    }
  })
  const at = wish === undefined ? -1 : found.findIndex((place) => images[place].id === wish)
  return { images: page, total: found.length, place: at < 0 ? null : at }
}
