import { dirname } from 'node:path'
import { modelNameAt } from '../../runs/model-name.ts'
import { os } from '../implement.ts'
import { modelView } from '../model-view.ts'
import { showFolders } from '../show-folders.ts'

export const models = {
  list: os.models.list.handler(({ context }) => context.store.models.list().map(modelView)),
  inspect: os.models.inspect.handler(async ({ input, context, signal }) => {
    const { store, analysis } = context
    const { file, ...found } = await analysis.ask('models.inspect', input, signal)
    const model = store.models.register({
      ...file,
      name: modelNameAt(store, file.path),
      family: found.detector?.family,
      summary: { opset: found.opset, parameters: found.parameters, macs: found.macs },
      pinned: true,
    })
    await showFolders(context, [dirname(file.path)])
    return { model: modelView(model), ...found }
  }),
  view: os.models.view.handler(({ input, context, signal }) =>
    context.analysis.ask('models.view', input, signal),
  ),
  trial: os.models.trial.handler(({ input, context, signal }) =>
    context.analysis.ask('models.trial', input, signal),
  ),
  preview: os.models.preview.handler(({ input, context, signal }) =>
    context.analysis.ask('models.preview', input, signal),
  ),
  graph: os.models.graph.handler(({ input, context, signal }) =>
    context.analysis.ask('models.graph', input, signal),
  ),
}
