import { byCost, byGain, type Candidate } from './candidates.ts'
import { enoughOf } from './enough-of.ts'
import type { PointMeter } from './point-meter.ts'
import type { SearchPoint } from './points.ts'
import { putBack } from './put-back.ts'

/**
 * The least that has to be float for the target: units become float in the order of their estimated gain until the
 * target is reached, what turns out to be indispensable moves to the front, then every unit that can be spared goes back
 * to INT8, the most expensive first. No single unit of the result can be put back; a smaller set of other units may
 * exist.
 *
 * @param stopEarly ends without trying to put single units back
 * @returns null where the target is not reached with any unit quantized
 */
export async function leastCost(meter: PointMeter, stopEarly: boolean): Promise<SearchPoint | null> {
  const isMet = async (float: readonly Candidate[]): Promise<boolean> => (await meter.measure(float)).isMet
  const enough = await enoughOf(byGain(meter.candidates), isMet)
  if (enough === null) return null
  if (stopEarly) return meter.measure(enough)
  // What is faster float than quantized stays float.
  const gratis = enough.filter(({ cost }) => cost < 0)
  const charged = byCost(enough.filter(({ cost }) => cost >= 0))
  const kept = await putBack(charged, (rest) => isMet([...gratis, ...rest]))
  return meter.measure([...gratis, ...kept])
}
