import { ofFirst } from '../rule.ts'

/** Repeating is undone by adding up, which the walker does. */
export const expand = ofFirst((_node, upstream) => [upstream])
