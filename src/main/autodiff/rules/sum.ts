import { ofFirst } from '../rule.ts'

export const sum = ofFirst((node, upstream) => node.inputs.map(() => upstream))
