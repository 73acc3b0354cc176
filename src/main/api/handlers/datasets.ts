import { existsSync } from 'node:fs'
import type { Dataset } from '../../runs/dataset-repository.ts'
import type { DatasetEntry } from '../../../shared/contract/dataset.ts'
import { os } from '../implement.ts'
import { showFolders } from '../show-folders.ts'
import { wholeDatasets } from '../whole-datasets.ts'

function datasetView({ id, name, root, images, annotations, addedAt }: Dataset): DatasetEntry {
  return { id, name, root, present: existsSync(annotations ?? root), images, annotations, addedAt }
}

export const datasets = {
  list: os.datasets.list.handler(({ context }) =>
    wholeDatasets(context.store.datasets.list().map(datasetView)),
  ),
  open: os.datasets.open.handler(async ({ input, context, signal }) => {
    const { store, analysis } = context
    const found = await analysis.ask('datasets.open', input, signal)
    const { name, root, images, annotations } = found.health
    store.datasets.register({
      name,
      root,
      images,
      annotations: annotations ?? undefined,
      annotationsSha256: found.annotationsSha256 ?? undefined,
      listSha256: found.listSha256,
      pinned: true,
    })
    await showFolders(context, found.folders)
    return found.health
  }),
  images: os.datasets.images.handler(({ input, context, signal }) =>
    context.analysis.ask('datasets.images', input, signal),
  ),
}
