import type { DrawnNode } from './collapse.ts'

const CHARACTER = 7
const NOTE_CHARACTER = 6
const PADDING = 20
const LEAST = 72

/** Pixels of a node, so that its two lines of text fit in. */
export function nodeSize({ label, note, quantizer }: DrawnNode): { width: number; height: number } {
  if (quantizer) return { width: 48, height: 20 }
  const text = Math.max(label.length * CHARACTER, note.length * NOTE_CHARACTER)
  return { width: Math.max(LEAST, text + PADDING), height: note === '' ? 28 : 42 }
}
