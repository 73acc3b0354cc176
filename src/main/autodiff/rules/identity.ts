import { ofFirst } from '../rule.ts'

export const identity = ofFirst((_node, upstream) => [upstream])
