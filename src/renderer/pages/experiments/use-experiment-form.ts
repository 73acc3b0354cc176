import { ref, watch } from 'vue'
import { useRoute, type LocationQueryValue } from 'vue-router'
import type { Experiment } from '../../../shared/contract/experiment.ts'
import { client } from '../../engine/client.ts'
import { useAction } from '../../engine/use-action.ts'
import { DEVICES } from '../../figures/device-options.ts'
import { useSettings } from '../../stores/settings.ts'
import { askedForm, type AskedForm } from './asked-form.ts'
import { startForm } from './start-form.ts'

type Query = Record<string, LocationQueryValue | LocationQueryValue[]>

/** The form as the address asks for it, and anew whenever the address asks for something else. */
export function useExperimentForm() {
  const route = useRoute()
  const { settings } = useSettings()
  const { act } = useAction()
  const device = DEVICES.find((each) => each === settings?.device) ?? 'auto'
  const defaults = {
    ...{ device, threads: settings?.threads ?? 0 },
    ...(settings === null ? {} : { trtexecOptions: settings.trtexecOptions }),
  }
  const form = ref(startForm({}, defaults))
  /** What became of a patch in the address. */
  const patched = ref<AskedForm['patched']>('none')

  async function ofJob(id: string | undefined): Promise<Experiment | undefined> {
    if (id === undefined) return undefined
    const detail = await act(() => client.jobs.get({ id }))
    return detail?.experiment ?? undefined
  }

  async function ofRecipe(name: string | undefined): Promise<Experiment | undefined> {
    if (name === undefined) return undefined
    const recipes = await act(() => client.recipes.list())
    return recipes?.find((recipe) => recipe.name === name)?.experiment
  }

  async function load(query: Query): Promise<void> {
    const asked = askedForm(query)
    const { named } = asked
    patched.value = asked.patched
    form.value = startForm(named, defaults)
    if (asked.job === undefined && asked.recipe === undefined) return
    const [job, recipe] = await Promise.all([ofJob(asked.job), ofRecipe(asked.recipe)])
    // The address may ask for something else by now.
    if (route.query === query) form.value = startForm({ ...named, job, recipe }, defaults)
  }

  watch(
    () => route.query,
    (query) => {
      if (route.name === 'experiments') void load(query)
    },
    { immediate: true },
  )
  return { form, patched }
}
