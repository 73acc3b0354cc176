import type { Comparison } from '../../../shared/contract/comparison.ts'
import { figureStyle } from '../../figures/figure-style.ts'
import { text } from '../../i18n/i18n.ts'
import type { Format } from '../../i18n/use-format.ts'
import { TOLERATED_LOSS, type CompareVerdict } from './verdict.ts'

const factor = (ratio: number, format: Format) => format.number(ratio, { digits: ratio < 10 ? 2 : 1 })

function accuracyText(accuracy: number, isSame: boolean, baseline: string, format: Format): string {
  if (isSame) return text('compare.verdict.sameAP', { baseline })
  const difference = format.number(accuracy, { ...figureStyle('AP'), sign: true })
  return text('compare.verdict.AP', { difference, baseline })
}

/** The verdict as a sentence: `Best accuracy per FPS is qat: −0.002 AP against fp16, 1.43× as fast.` */
export function verdictSentence(
  verdict: CompareVerdict,
  { baseline }: Pick<Comparison, 'baseline'>,
  labels: readonly string[],
  format: Format,
): string {
  const reference = labels[baseline]
  const tolerated = format.number(TOLERATED_LOSS, { digits: 2 })
  switch (verdict.kind) {
    case 'faster':
      return text('compare.verdict.faster', {
        name: labels[verdict.index],
        accuracy: accuracyText(verdict.accuracy, verdict.sameAccuracy, reference, format),
        speedup: factor(verdict.speedup, format),
      })
    case 'smaller':
      return text('compare.verdict.smaller', {
        name: labels[verdict.index],
        baseline: reference,
        accuracy: accuracyText(verdict.accuracy, verdict.sameAccuracy, reference, format),
        ratio: factor(verdict.ratio, format),
      })
    case 'costly':
      return text('compare.verdict.costly', {
        name: labels[verdict.index],
        baseline: reference,
        loss: format.number(-verdict.accuracy, figureStyle('AP')),
        speedup: factor(verdict.speedup, format),
        tolerated,
      })
    case 'none':
      return text('compare.verdict.none', { baseline: reference, tolerated })
    case 'alone':
      return text('compare.verdict.alone')
    case 'no-speed':
      return text('compare.verdict.noSpeed')
    case 'no-accuracy':
      return text('compare.verdict.noAccuracy')
  }
}
