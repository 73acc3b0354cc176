import type { GalleryImage } from '../../../../shared/contract/comparison.ts'

export type ShownBox = GalleryImage['predictions'][number][number]
export type BoxState = ShownBox['state']

export const CHANGED_STATES = [
  'lost',
  'gained',
  'moved',
  'reclassified',
] as const satisfies readonly BoxState[]

/**
 * Colours on photographs, the same in both themes: light, told apart by colour-blind eyes, and drawn over a dark edge.
 */
export const BOX_COLOURS: Record<BoxState | 'truth', string> = {
  same: '#ffffff',
  lost: '#ff7a45',
  gained: '#56b4e9',
  moved: '#f0e442',
  reclassified: '#e79ac6',
  truth: '#4fe3a1',
}

/** Stands before a name, so that states are told apart without colour. */
export const STATE_MARKS: Record<BoxState, string> = {
  same: '',
  lost: '−',
  gained: '+',
  moved: '↔',
  reclassified: '≠',
}
