import { ofFirst } from '../rule.ts'

const BOUND = 3

/**
 * y = x · hardsigmoid(x) with slope 1/6 and bounds ±3: dx = dy · (x/3 + 1/2) where −3 ≤ x < 3, 0 below, dy above
 * (torch). The line is cut off at 3/2 above, where 1/2 is taken away.
 */
export const hardSwish = ofFirst((node, upstream, context) => {
  const x = context.input(node, 0)
  const from = (bound: number) => context.toFloat(context.binary('GreaterOrEqual', x, context.scalar(bound)))
  const cut = context.emit('Clip', [x, context.scalar(-BOUND), context.scalar(BOUND)], context.dims(x))
  const half = context.scalar(0.5)
  const line = context.add(context.div(cut, context.scalar(BOUND)), half)
  const slope = context.sub(context.mul(line, from(-BOUND)), context.mul(from(BOUND), half))
  return [context.mul(upstream, slope)]
})
