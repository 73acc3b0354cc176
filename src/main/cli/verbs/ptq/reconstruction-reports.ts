import type { Reconstruction } from '../../../stages/reconstruct.ts'

/** What reconstruction reports, for the run's record and for `--json`; nothing where it was not asked for. */
export function reportsOf(reconstruction: Reconstruction | null) {
  const { adaround = null, biasCorrection = null } = reconstruction ?? {}
  return {
    ...(adaround && {
      adaround: {
        ...adaround,
        units: adaround.units.map((unit) => ({ ...unit, layers: [...unit.layers] })),
        skipped: adaround.skipped.map((unit) => ({ ...unit })),
      },
    }),
    ...(biasCorrection && {
      biasCorrection: { ...biasCorrection, layers: biasCorrection.layers.map((layer) => ({ ...layer })) },
    }),
  }
}
