import { computed } from 'vue'
import { useText } from '../../i18n/i18n.ts'
import { FIELDS, problemsIn, type Field } from './form-problems.ts'
import type { FormState } from './form-state.ts'
import type { ModelProblem } from './model-remark.ts'

/** What is wrong with the form, in words: at the field, and beside the start button. */
export function useProblems(form: () => FormState, ofModel: () => ModelProblem | null) {
  const { t } = useText()
  const problems = computed(() => problemsIn(form()))
  const modelProblem = computed(() => ofModel())

  /** What is missing is not said at the field, which is visibly empty. */
  function textOf(field: Field): string | null {
    if (field === 'model' && modelProblem.value === 'quantized')
      return t('experiments.plan.problems.quantized')
    const problem = problems.value[field]
    return problem === undefined || problem === 'missing' ? null : t(`experiments.plan.problems.${problem}`)
  }

  const missing = computed(() =>
    FIELDS.filter((field) => problems.value[field] === 'missing').map((field) =>
      t(`experiments.plan.missing.${field}`),
    ),
  )
  const wrong = computed(() => [
    ...FIELDS.filter((field) => textOf(field) !== null).map((field) =>
      t(`experiments.plan.missing.${field}`),
    ),
    ...(modelProblem.value === 'fixedBatch' ? [t('experiments.batch')] : []),
  ])
  const ready = computed(() => missing.value.length === 0 && wrong.value.length === 0)
  return { textOf, missing, wrong, ready }
}
