import type { DatasetEntry, DataSource } from '../../../../shared/contract/dataset.ts'

/** A dataset as the address of the page holds it; empty where it says nothing. */
export interface SourceAddress {
  dataset: string
  split: string
  annotations: string
  images: string
}

const NOWHERE: SourceAddress = { dataset: '', split: '', annotations: '', images: '' }

/** The dataset that an address names; null where it names none. */
export function sourceOf({ dataset, split, annotations, images }: SourceAddress): DataSource | null {
  if (dataset !== '') return split === '' ? { dir: dataset } : { dir: dataset, split }
  return annotations === '' || images === '' ? null : { annotations, images }
}

export function addressOf(source: DataSource): SourceAddress {
  if ('dir' in source) return { ...NOWHERE, dataset: source.dir, split: source.split ?? '' }
  return { ...NOWHERE, ...source }
}

const lastName = (path: string) =>
  path
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/)
    .at(-1) ?? path

/** A remembered dataset, to be opened again: its name is that of its folder with the split behind it. */
export function sourceOfEntry({ name, root }: Pick<DatasetEntry, 'name' | 'root'>): DataSource {
  const prefix = `${lastName(root)}/`
  const split = name.startsWith(prefix) ? name.slice(prefix.length) : ''
  return split === '' ? { dir: root } : { dir: root, split }
}

/** Query of the page for new experiments: the dataset for evaluations or for calibration. */
export function experimentQuery(source: DataSource, use: 'data' | 'calib'): Record<string, string> {
  if (!('dir' in source)) {
    const { annotations, images } = source
    return { [`${use}Annotations`]: annotations, [`${use}Images`]: images }
  }
  const { dir, split = '' } = source
  return split === '' ? { [use]: dir } : { [use]: dir, [`${use}Split`]: split }
}
