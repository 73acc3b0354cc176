import { computed } from 'vue'
import type { JobProgress } from '../../shared/contract/job.ts'
import { useText } from '../i18n/i18n.ts'
import { phrase } from '../i18n/phrases/phrase.ts'
import { useFormat } from '../i18n/use-format.ts'

/** A phase as the engine names it, in words: `bias-correction`, `check images`. */
export function phaseKey(phase: string): string {
  return `jobs.phases.${phase.replaceAll(/[^a-z]+/g, '_')}`
}

/** Where trtexec is in one of its rounds. */
const ROUND = /^round (\d+) of (\d+), ([a-z]+)$/

/** What a job does now, and how far and fast it is. */
export function useProgressText(progress: () => JobProgress | null) {
  const { t, textOr } = useText()
  const format = useFormat()
  const unit = (name: string) => textOr(`jobs.units.${name}`, name)

  const phase = computed(() => {
    const now = progress()
    if (now === null) return ''
    return [textOr(phaseKey(now.phase), now.phase), phrase('job', now.label ?? '')]
      .filter(Boolean)
      .join(' · ')
  })
  const step = (name: string) =>
    /^[a-z]+$/.test(name) ? textOr(`jobs.steps.${name}`, name) : phrase('job', name)
  const detail = computed(() => {
    const told = progress()?.detail ?? ''
    const [, round, rounds, name] = ROUND.exec(told) ?? []
    return name === undefined ? step(told) : t('jobs.round', { round, rounds, step: step(name) })
  })
  const amount = computed(() => {
    const now = progress()
    if (now === null || now.total === 0) return ''
    const done = format.number(now.done, { digits: 0 })
    return `${done} / ${format.number(now.total, { digits: 0 })} ${unit(now.unit)}`
  })
  const rate = computed(() => {
    const now = progress()
    if (now === null || now.rate <= 0) return ''
    return t('jobs.rate', { rate: format.number(now.rate, { significant: 3 }), unit: unit(now.unit) })
  })
  const eta = computed(() => {
    const seconds = progress()?.etaSeconds ?? null
    return seconds === null ? '' : t('jobs.left', { time: format.duration(seconds) })
  })
  const pace = computed(() => [amount.value, eta.value].filter(Boolean).join(' · '))
  return { phase, detail, amount, rate, eta, pace }
}
