import { existsSync } from 'node:fs'
import { differenceOfImage, type Difference } from '../../../coco/image-differences.ts'
import type { AnalysisInput, AnalysisOutput } from '../analysis-calls.ts'
import { boxViews, rowsAt } from '../boxes-of-images.ts'
import { evaluatedData, type EvaluatedData } from '../evaluated-data.ts'
import { foldersOf } from '../image-folders.ts'
import { runDetections, type RunDetections } from '../run-detections.ts'

type Asked = AnalysisInput<'comparisons.gallery'>
type ImageView = AnalysisOutput<'comparisons.gallery'>['images'][number]
type ShownBox = ImageView['predictions'][number][number]
type State = ShownBox['state']

/** What happened in an image, all runs together. */
interface Summary {
  readonly place: number
  readonly damage: number
  readonly counts: ImageView['counts']
}

/** Images with the truth and what runs found in them, filtered and sorted by how the others differ from the first. */
export async function gallery(
  asked: Asked,
  signal: AbortSignal,
): Promise<AnalysisOutput<'comparisons.gallery'>> {
  const runs = asked.detections.map(runDetections)
  const data = await evaluatedData(asked.data, signal)
  const all = summaries(data, runs, asked)
  const found = all.filter((summary) => isShown(summary, data, runs, asked))
  if (asked.sort === 'damage')
    found.sort((one, other) => other.damage - one.damage || one.place - other.place)
  const page = found.slice(asked.offset, asked.offset + asked.limit)
  const view = (summary: Summary) => imageView(summary, data, runs, asked.confidence)
  const chosen = all.find(({ place }) => data.images[place].id === asked.image)
  const shown = chosen === undefined ? page : [...page, chosen]
  return {
    images: page.map(view),
    total: found.length,
    chosen: chosen === undefined ? null : { at: placeIn(found, chosen), image: view(chosen) },
    folders: foldersOf(shown.map(({ place }) => data.images[place].file)).filter((folder) =>
      existsSync(folder),
    ),
    categories: data.categories.map(({ id, name }) => ({ id, name })),
  }
}

function placeIn(found: readonly Summary[], chosen: Summary): number | null {
  const at = found.indexOf(chosen)
  return at < 0 ? null : at
}

/** How each further run differs from the first in an image. */
function differencesIn(
  imageId: number,
  [first, ...others]: readonly RunDetections[],
  { confidence, category }: Pick<Asked, 'confidence' | 'category'>,
): Difference[] {
  const rows = first.confident(imageId, confidence)
  return others.map((other) =>
    differenceOfImage(first.detections, other.detections, rows, other.confident(imageId, confidence), {
      confidence,
      category,
    }),
  )
}

function summarise(place: number, differences: readonly Difference[]): Summary {
  const counts = { lost: 0, gained: 0, moved: 0, reclassified: 0 }
  let damage = 0
  for (const difference of differences) {
    counts.lost += difference.lost.length
    counts.gained += difference.gained.length
    counts.moved += difference.moved.length
    counts.reclassified += difference.reclassified.length
    damage += difference.damage
  }
  return { place, damage, counts }
}

/** What happened in every image, and what that was worked out from. */
interface Worked extends Pick<Asked, 'confidence' | 'category'> {
  readonly runs: readonly RunDetections[]
  readonly boxes: EvaluatedData['boxes']
  readonly summaries: readonly Summary[]
}

/** Turning pages and choosing what to show ask for the same again. */
let last: Worked | null = null

function summaries(
  { images, boxes }: EvaluatedData,
  runs: readonly RunDetections[],
  { confidence, category }: Asked,
): readonly Summary[] {
  const isLast =
    last?.boxes === boxes &&
    last.summaries.length === images.length &&
    last.confidence === confidence &&
    last.category === category &&
    last.runs.length === runs.length &&
    last.runs.every((run, index) => run === runs[index])
  if (last !== null && isLast) return last.summaries
  const found = images.map(({ id }, place) =>
    summarise(place, differencesIn(id, runs, { confidence, category })),
  )
  last = { runs, boxes, confidence, category, summaries: found }
  return found
}

function isShown(
  { place, counts }: Summary,
  data: EvaluatedData,
  runs: readonly RunDetections[],
  { show, category, confidence }: Asked,
): boolean {
  if (show === 'changed') return counts.lost + counts.gained + counts.moved + counts.reclassified > 0
  if (show !== 'all') return counts[show] > 0
  if (category === undefined) return true
  const { boxes, groundTruth, images } = data
  const imageId = images[place].id
  return (
    rowsAt(boxes, place).some((row) => groundTruth?.boxCategoryIds[row] === category) ||
    runs.some((run) =>
      run.confident(imageId, confidence).some((row) => run.detections.categoryIds[row] === category),
    )
  )
}

function imageView(
  { place, damage, counts }: Summary,
  { images, groundTruth, boxes }: EvaluatedData,
  runs: readonly RunDetections[],
  confidence: number,
): ImageView {
  const { id, name, file, width, height } = images[place]
  const states = statesIn(differencesIn(id, runs, { confidence }))
  return {
    id,
    name,
    path: file,
    width: width || null,
    height: height || null,
    damage,
    counts,
    truth: boxViews(groundTruth, rowsAt(boxes, place)),
    predictions: runs.map((run, index) => shownBoxes(run, run.confident(id, confidence), states[index])),
  }
}

/** The states of rows that changed, run by run. What several runs changed in the first one's gets the worst state. */
function statesIn(differences: readonly Difference[]): Map<number, State>[] {
  const first = new Map<number, State>()
  const note = (rows: readonly number[], state: State) => {
    for (const row of rows) first.set(row, state)
  }
  // The later, the worse.
  for (const { moved } of differences)
    note(
      moved.map(({ before }) => before),
      'moved',
    )
  for (const { reclassified } of differences)
    note(
      reclassified.map(({ before }) => before),
      'reclassified',
    )
  for (const { lost } of differences) note(lost, 'lost')
  const others = differences.map(
    ({ gained, moved, reclassified }) =>
      new Map<number, State>([
        ...gained.map((row) => [row, 'gained'] as const),
        ...moved.map(({ after }) => [after, 'moved'] as const),
        ...reclassified.map(({ after }) => [after, 'reclassified'] as const),
      ]),
  )
  return [first, ...others]
}

function shownBoxes(
  { detections }: RunDetections,
  rows: Int32Array,
  states: ReadonlyMap<number, State>,
): ShownBox[] {
  return Array.from(rows, (row) => {
    const [x, y, width, height] = detections.boxes.subarray(4 * row, 4 * row + 4)
    const category = detections.categoryIds[row]
    const state = states.get(row) ?? 'same'
    return { bbox: [x, y, width, height], category, score: detections.scores[row], state }
  })
}
