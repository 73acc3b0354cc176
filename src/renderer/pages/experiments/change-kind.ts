import { needsOf } from './form-needs.ts'
import type { FormKind, FormState } from './form-state.ts'

/** The form for another kind of work: what both have in common stays. */
export function changeKind(form: FormState, kind: FormKind): FormState {
  const before = needsOf(form)
  const next = { ...form, kind }
  const after = needsOf(next)
  const [first = ''] = form.models
  const preset = kind === 'qat' ? 'standard' : 'short'
  return {
    ...next,
    model: before.models && after.model && form.model === '' ? first : form.model,
    models: before.model && after.models && first === '' && form.model !== '' ? [form.model] : form.models,
    // Schedules that fit one kind are too long or too short for the other.
    training: (kind === 'qat') === (form.kind === 'qat') ? form.training : { ...form.training, preset },
    out: after.out && before.out && kind !== form.kind ? '' : form.out,
  }
}
