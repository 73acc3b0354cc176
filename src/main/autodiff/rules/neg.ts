import { ofFirst } from '../rule.ts'

export const neg = ofFirst((_node, upstream, context) => [context.unary('Neg', upstream)])
