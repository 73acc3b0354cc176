import { ofFirst } from '../rule.ts'

/** Between float types alone; a Cast to integers ends the gradient before it comes here. */
export const cast = ofFirst((_node, upstream) => [upstream])
