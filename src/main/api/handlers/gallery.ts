import { QuantbenchError } from '../../base/errors.ts'
import { evaluatedPlace } from '../evaluated-place.ts'
import { os } from '../implement.ts'
import { runFile } from '../run-files.ts'
import { showFolders } from '../show-folders.ts'

export const gallery = os.comparisons.gallery.handler(async ({ input, context, signal }) => {
  const { ids, ...asked } = input
  const { store, analysis } = context
  const runs = ids.map((id) => store.runs.get(id))
  const data = evaluatedPlace(store, runs)
  const detections = runs.map(({ id, name }) => {
    const path = runFile(store, id, 'detections')
    if (path !== null) return path
    throw new QuantbenchError('USAGE', `Expected runs that kept their detections, ${name} did not`, {
      wayOut: 'Evaluate its model again.',
    })
  })
  const found = await analysis.ask('comparisons.gallery', { ...asked, detections, data }, signal)
  await showFolders(context, found.folders)
  return found
})
