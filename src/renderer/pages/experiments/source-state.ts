import type { DataSource } from '../../../shared/contract/dataset.ts'

/** Where images lie: a folder laid out as COCO or YOLO has it, or (for evaluations) an annotation file and its images. */
export interface SourceState {
  mode: 'folder' | 'files'
  dir: string
  split: string
  annotations: string
  images: string
}

export const noSource = (): SourceState => ({
  mode: 'folder',
  dir: '',
  split: '',
  annotations: '',
  images: '',
})

export const folderOf = ({ dir, split }: SourceState) => (split === '' ? { dir } : { dir, split })

export function sourceOf(source: SourceState): DataSource {
  const { mode, annotations, images } = source
  return mode === 'files' ? { annotations, images } : folderOf(source)
}

/** Paths that a source stands for. */
export function pathsOf({ mode, dir, annotations, images }: SourceState, filesToo: boolean): string[] {
  return mode === 'folder' || !filesToo ? [dir] : [annotations, images]
}

export const isGiven = (source: SourceState, filesToo = false) =>
  pathsOf(source, filesToo).every((path) => path !== '')

export function sourceState(source: DataSource | undefined): SourceState {
  if (source === undefined) return noSource()
  if ('dir' in source) return { ...noSource(), dir: source.dir, split: source.split ?? '' }
  return { ...noSource(), mode: 'files', ...source }
}
