import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { DataSource } from '../../../../../shared/contract/dataset.ts'
import { ask } from '../../../../engine/ask.ts'
import { engine } from '../../../../engine/client.ts'
import { useQueryParam } from '../../../../shell/use-query-param.ts'
import { parsePatch } from '../../../experiments/recipe-patch.ts'

/** What is said of a model for a recipe, and measured where the address names images. */
export function useAdvice(model: () => string) {
  const calib = useQueryParam('calib')
  const calibSplit = useQueryParam('calibSplit')
  const data = useQueryParam('data')
  const dataSplit = useQueryParam('dataSplit')
  const recipeText = useQueryParam('recipe')

  const sourceOf = (dir: string, split: string): DataSource | undefined =>
    dir === '' ? undefined : { dir, ...(split === '' ? {} : { split }) }
  const patch = computed(() => (recipeText.value === '' ? null : parsePatch(recipeText.value)))
  /** The recipe that the address names, as changes of the default one. */
  const recipe = computed(() => {
    if (patch.value === null) return undefined
    const { rules, include: _include, operators: _operators, fp16: _fp16, ...fields } = patch.value
    return { ...fields, ...(rules === undefined ? {} : { rules: rules === 'on' }) }
  })
  const input = computed(() => ({
    model: model(),
    recipe: recipe.value,
    calib: sourceOf(calib.value, calibSplit.value),
    data: sourceOf(data.value, dataSplit.value),
  }))
  const query = useQuery(
    computed(() => ({
      ...ask(engine.advice.findings, input.value),
      staleTime: 300_000,
      retry: false,
      placeholderData: keepPreviousData,
    })),
  )
  return { query, patch, calib, calibSplit, data, dataSplit }
}
