/** How a stand-in fails, in the words of the real one. */
export type StandInFailure =
  | 'out-of-memory'
  | 'unsupported-operator'
  | 'asymmetric'
  | 'zero-scale'
  | 'scale-count'
  | 'missing-plugin'
  | 'no-gpu'
  | 'cuda-version'
  | 'missing-library'
  | 'other-version'
  | 'silence'
  | 'crash'
  | 'hang'
  | 'stubborn'

/** A layer as detailed layer information has it. */
export interface StandInLayer {
  readonly Name: string
  readonly [key: string]: unknown
}

/** What a stand-in for trtexec pretends. Its figures are made up and measure nothing. */
export interface StandInSettings {
  /** `10.16.1` */
  readonly version: string
  /** Flags that it takes, without dashes. */
  readonly flags: readonly string[]
  /** Its help text; made from the flags unless given. */
  readonly help?: string
  /** Mean latency in ms by precision of the engine. */
  readonly latencyMs?: Readonly<Record<string, number>>
  /** Layers of its engines by precision, as `--exportLayerInfo` writes each; three convolutions unless given. */
  readonly layers?: Readonly<Record<string, readonly StandInLayer[]>>
  /** Files that it hands out as what it wrote, by precision of the engine; invented ones unless given. */
  readonly recorded?: Readonly<Record<string, { readonly layers: string; readonly profile: string }>>
  readonly buildMs?: number
  readonly measureMs?: number
  /** Where its arguments are written down, a line a start. */
  readonly journal?: string
  /** Fails where a pattern is found in the arguments. */
  readonly failures?: readonly { readonly when: string; readonly how: StandInFailure }[]
}
