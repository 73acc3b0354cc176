import type { GraphLayer } from './engine-graph.ts'

/** What an engine says of a convolution's channels; undefined where it does not. */
export interface ConvolutionFacts {
  readonly inputChannels: number | undefined
  readonly outputChannels: number | undefined
  readonly groups: number
}

/** Channels and groups of a convolution. Layers that also pool write their fields with `Conv` in front. */
export function convolutionFacts({ fields, inputs, outputs }: GraphLayer): ConvolutionFacts {
  return {
    inputChannels: inputs.at(0)?.dimensions.at(1),
    outputChannels:
      numberOf(fields['OutMaps']) ?? numberOf(fields['ConvOutMaps']) ?? outputs.at(0)?.dimensions.at(1),
    groups: numberOf(fields['Groups']) ?? numberOf(fields['ConvGroups']) ?? 1,
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
