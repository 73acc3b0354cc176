import type { Command } from 'commander'
import { openDataset, selectImages, type Dataset } from '../data/dataset.ts'
import type { DatasetSource } from '../data/find-layout.ts'
import { imageSize } from '../data/image.ts'
import type { Host } from './host.ts'

/** Adds `--stop-on-problem`. */
export function addProblemFlag(command: Command): Command {
  return command.option(
    '--stop-on-problem',
    'stop where a dataset has problems instead of working with the rest',
  )
}

/** `skip` unless the user asked to stop. */
export function problemPolicy(flags: { stopOnProblem?: boolean }): 'skip' | 'stop' {
  return flags.stopOnProblem === true ? 'stop' : 'skip'
}

/** Opens a dataset as the flags say, tells its problems, and takes the images asked for. */
export async function openData(
  host: Host,
  source: DatasetSource,
  options: { onProblem: 'skip' | 'stop'; images?: number; withGroundTruth?: boolean },
): Promise<Dataset> {
  const { onProblem, images, withGroundTruth } = options
  const whole = await openDataset(source, { onProblem, sizeOf: imageSize, withGroundTruth })
  for (const { level, message } of whole.problems)
    if (level === 'problem') host.note(`${whole.name}: ${message}`)
  return images === undefined ? whole : selectImages(whole, { count: images })
}
