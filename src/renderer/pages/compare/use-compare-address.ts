import { computed } from 'vue'
import { useAddress } from '../../components/use-address.ts'
import { CLASS_FIGURES, type ClassFigure } from './class-differences.ts'

/** Figures that may stand over the speed. */
export const ACCURACIES = ['AP', 'AP50', 'agreement'] as const
export type Accuracy = (typeof ACCURACIES)[number]

/** amax values that differ by less of themselves are taken for the same, in percent. */
const THRESHOLD = 10
/** As many as the engine compares. */
export const MOST_RUNS = 200

function oneOf<Value extends string>(values: readonly Value[], asked: string): Value {
  return values.find((value) => value === asked) ?? values[0]
}

/** Everything that the view depends on, in the address: the order of `runs` is that of the columns. */
export function useCompareAddress() {
  const { read, write, field } = useAddress()
  const runs = computed({
    get: () => [...new Set((read('runs') || read('ids')).split(',').filter(Boolean))].slice(0, MOST_RUNS),
    set: (ids: string[]) => {
      const baseline = ids.includes(read('baseline')) ? read('baseline') : null
      write({ runs: ids.length === 0 ? null : ids.join(','), ids: null, baseline })
    },
  })
  const flag = (name: string) =>
    computed({ get: () => read(name) === '1', set: (on: boolean) => write({ [name]: on ? '1' : null }) })
  const accuracy = computed({
    get: () => oneOf<Accuracy>(ACCURACIES, read('accuracy')),
    set: (value) => write({ accuracy: value === 'AP' ? null : value }),
  })
  const classFigure = computed({
    get: () => oneOf<ClassFigure>(CLASS_FIGURES, read('classFigure')),
    set: (value) => write({ classFigure: value === 'AP' ? null : value }),
  })
  const threshold = computed({
    get: () => {
      const percent = Number(read('amax'))
      return read('amax') !== '' && percent >= 0 && percent <= 1000 ? percent : THRESHOLD
    },
    set: (percent: number) => write({ amax: percent === THRESHOLD ? null : String(percent) }),
  })
  return {
    runs,
    baseline: field('baseline'),
    classRun: field('classRun'),
    curveClass: field('curveClass'),
    allFigures: flag('figures'),
    partial: flag('partial'),
    identical: flag('identical'),
    accuracy,
    classFigure,
    threshold,
  }
}

export type CompareAddress = ReturnType<typeof useCompareAddress>
