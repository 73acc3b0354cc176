import { noSource, type SourceState } from './source-state.ts'

/** Sources that an address can name: each under its own name, as `calib`, `calibSplit`, `calibAnnotations`. */
export const SOURCES = ['data', 'calib', 'train'] as const

export type SourceName = (typeof SOURCES)[number]

/** The source that an address names: a folder with its split, or annotations and images; undefined where it names none. */
export function askedSource(
  name: SourceName,
  read: (parameter: string) => string | undefined,
): SourceState | undefined {
  const [dir, split, annotations, images] = ['', 'Split', 'Annotations', 'Images'].map((part) =>
    read(`${name}${part}`),
  )
  if (dir !== undefined) return { ...noSource(), dir, split: split ?? '' }
  if (annotations === undefined && images === undefined) return undefined
  // Calibration and training take folders; of annotated images it is theirs.
  if (name !== 'data') return { ...noSource(), dir: images ?? '' }
  return { ...noSource(), mode: 'files', annotations: annotations ?? '', images: images ?? '' }
}
