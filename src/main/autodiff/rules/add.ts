import { ofFirst } from '../rule.ts'

export const add = ofFirst((_node, upstream) => [upstream, upstream])
