import type { CalibrationCache } from '../../../calib/tensorrt-cache.ts'
import { cacheView, readRangesAsCache, writeCache } from '../../../stages/calibration-cache.ts'
import { formatTable } from '../../table.ts'
import type { Verb } from '../../verb.ts'

interface CacheFlags {
  out?: string
  tensorrt?: string
}

function describe(cache: CalibrationCache, out: string | undefined): string {
  const { version, algorithm, entries } = cacheView(cache)
  const what = `TensorRT ${version}, ${algorithm}, ${entries.length} tensors`
  if (out !== undefined) return `${out}: ${what}`
  const table = formatTable(entries, [
    { title: 'tensor', value: ({ name }) => name },
    { title: 'scale', value: ({ scale }) => scale.toPrecision(7), align: 'right' },
    { title: 'amax', value: ({ amax }) => amax.toPrecision(7), align: 'right' },
  ])
  return `${table}\n\n${what}`
}

/** `quantbench trt cache FILE`: calibration caches, shown, made and converted. */
export const cache: Verb = {
  register(program, withHost) {
    const command = program
      .command('cache')
      .description('show a TensorRT calibration cache, or make one for another version or from saved ranges')
      .argument('<file>', 'calibration cache, calibration table (.json) or Q/DQ model (.onnx)')
      .option('--out <file>', 'write the cache here; as a readable list where it ends in .json')
      .option('--tensorrt <version>', 'TensorRT version for the header, as 8.6.1 or 10.3')
    const host = withHost(command)
    command.action(async (path: string, { out, tensorrt }: CacheFlags) => {
      const found = await readRangesAsCache(path, tensorrt)
      if (out !== undefined) await writeCache(out, found)
      host().result({ ...cacheView(found), out: out ?? null }, () => describe(found, out))
    })
  },
}
