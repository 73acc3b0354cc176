import type { Command } from 'commander'
import { checkedNms, EVALUATION_NMS, type NmsSettings } from '../detect/nms-settings.ts'
import { integerOption, numberOption } from './arguments.ts'

/** What the flags of non-maximum suppression give. */
export interface NmsFlags {
  conf?: number
  iou?: number
  maxDet?: number
  singleLabel?: boolean
  agnostic?: boolean
}

/** Adds the flags that say how boxes are chosen from a network's predictions. */
export function addNmsFlags(command: Command, defaults: NmsSettings = EVALUATION_NMS): Command {
  const { confidence, iou, maxDetections } = defaults
  return command
    .option('--conf <score>', `drop boxes up to this score (default ${confidence})`, numberOption(0, 1))
    .option('--iou <share>', `overlap above which a worse box goes (default ${iou})`, numberOption(0, 1))
    .option('--max-det <n>', `boxes kept of an image (default ${maxDetections})`, integerOption(1))
    .option('--single-label', 'only the best class of a box counts')
    .option('--agnostic', 'boxes suppress each other whatever their classes')
}

/** The settings that the flags describe. Throws USAGE for values that make no sense. */
export function nmsSettings(flags: NmsFlags, defaults: NmsSettings = EVALUATION_NMS): NmsSettings {
  return checkedNms({
    ...defaults,
    confidence: flags.conf ?? defaults.confidence,
    iou: flags.iou ?? defaults.iou,
    maxDetections: flags.maxDet ?? defaults.maxDetections,
    multiLabel: flags.singleLabel === true ? false : defaults.multiLabel,
    agnostic: flags.agnostic ?? defaults.agnostic,
  })
}
