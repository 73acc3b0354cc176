import { refusedAs } from '../../../shared/tensorrt-device.ts'
import { QuantbenchError } from '../../base/errors.ts'
import { modelNameAt } from '../../runs/model-name.ts'
import type { Store } from '../../runs/store.ts'
import { refuseTensorRt } from '../../stages/refuse-tensorrt.ts'
import { commandLine } from '../command-line.ts'
import { estimateJob } from '../experiments/estimate.ts'
import { experimentArgv } from '../experiments/experiment-argv.ts'
import { experimentJob, experimentTitle, isResumable, takesGpu } from '../experiments/experiment-plan.ts'
import { os } from '../implement.ts'

const namer = (store: Store) => (path: string) => modelNameAt(store, path)

export const experiments = {
  plan: os.experiments.plan.handler(({ input: { experiment }, context }) => {
    const argv = experimentArgv(experiment)
    const title = experimentTitle(experiment, namer(context.store))
    return {
      title,
      argv,
      command: commandLine(argv),
      resumable: isResumable(experiment),
      gpu: takesGpu(experiment),
      estimate: estimateJob(context.store, { kind: experiment.kind, title }),
    }
  }),
  start: os.experiments.start.handler(async ({ input, context }) => {
    const { experiment, priority, needs } = input
    const refused = refusedAs(experiment)
    if (refused !== null) refuseTensorRt(experiment.device, refused)
    const { queue } = context.supervisor
    const specification = await experimentJob(experiment, namer(context.store), queue.outputsOf(needs))
    return { job: queue.submit(specification, { priority, needs }).id }
  }),
}

export const recipes = {
  list: os.recipes.list.handler(({ context }) => context.recipes.get()),
  save: os.recipes.save.handler(({ input: { name, experiment }, context }) => {
    const others = context.recipes.get().filter((recipe) => recipe.name !== name)
    const saved = [...others, { name, experiment, savedAt: Date.now() }]
    return context.recipes.set(saved.sort((one, other) => one.name.localeCompare(other.name)))
  }),
  delete: os.recipes.delete.handler(({ input: { name }, context }) => {
    const former = context.recipes.get()
    const rest = former.filter((recipe) => recipe.name !== name)
    if (rest.length === former.length)
      throw new QuantbenchError('USAGE', `There is no saved experiment “${name}”`, {
        wayOut: 'It may have been deleted meanwhile.',
      })
    return context.recipes.set(rest)
  }),
}
