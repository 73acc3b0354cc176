import { onUnmounted, ref, watch } from 'vue'
import { useQueryParam } from '../../shell/use-query-param.ts'

/** An address is not rewritten more often than this. */
const QUIET_MS = 300

/** The amax that is tried; it follows the hand at once and the address a moment later. */
export function useTrial() {
  const param = useQueryParam('amax')
  const read = () => {
    const value = Number(param.value)
    return param.value !== '' && Number.isFinite(value) && value > 0 ? value : null
  }
  const trial = ref<number | null>(read())
  let timer: ReturnType<typeof setTimeout> | undefined
  let written = param.value
  watch(trial, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      written = value === null ? '' : String(Number(value.toPrecision(5)))
      param.value = written
    }, QUIET_MS)
  })
  watch(param, (value) => {
    if (value === written) return
    written = value
    trial.value = read()
  })
  onUnmounted(() => clearTimeout(timer))
  return trial
}
