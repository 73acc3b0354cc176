import { QuantbenchError } from '../../base/errors.ts'
import { writeAtomically } from '../../base/files.ts'
import { encodePng } from '../../data/image.ts'
import { PREVIEW_NMS } from '../../detect/nms-settings.ts'
import { inspectModel, isDetector, type Inspection } from '../../stages/inspect.ts'
import { openModelFile, type ModelFile } from '../../stages/model-file.ts'
import { previewDetector, type Preview } from '../../stages/preview.ts'
import { addDetectorFlags, detectorOverrides, type DetectorFlags } from '../detector-flags.ts'
import type { Host } from '../host.ts'
import { inspectionText, previewText } from '../inspection-text.ts'
import { addNmsFlags, nmsSettings, type NmsFlags } from '../nms-flags.ts'
import type { Verb } from '../verb.ts'

interface InspectFlags extends DetectorFlags, NmsFlags {
  image?: string
  preview?: string
  layers?: boolean
}

/** What is said of the family: null with the reason where there is none. */
function familyDocument({ detector }: Inspection): object {
  if (!isDetector(detector)) {
    const { code, message, wayOut } = detector
    return { family: null, reason: message, code, wayOut }
  }
  const {
    family,
    score,
    reason,
    classes,
    classNames,
    labels,
    needsNms,
    inputSize,
    preprocess,
    alternatives,
  } = detector
  return {
    family: family.id,
    title: family.title,
    certainty: score,
    reason,
    alternatives,
    classes,
    classNames,
    labels,
    needsNms,
    inputSize,
    preprocess,
  }
}

function documentOf(
  file: ModelFile,
  found: Inspection,
  preview: Preview | null,
  flags: InspectFlags,
): object {
  const { detector: _detector, ...rest } = found
  const { path, sha256, sizeBytes } = file
  const shown = preview && {
    image: flags.image,
    out: flags.preview ?? null,
    detections: preview.detections,
    trial: {
      reason: preview.trial.reason,
      preprocess: preview.trial.preprocess,
      tried: preview.trial.tried.map(({ label, score }) => ({ label, score })),
    },
  }
  return { model: { path, sha256, sizeBytes }, ...familyDocument(found), ...rest, preview: shown }
}

/** Shows the detector the image; null where there is none, or where the model is no detector and no picture is due. */
async function previewOf(
  host: Host,
  file: ModelFile,
  { detector }: Inspection,
  flags: InspectFlags,
): Promise<Preview | null> {
  const { image, preview: out } = flags
  if (image === undefined) return null
  if (!isDetector(detector)) {
    if (out === undefined) return null
    throw new QuantbenchError(detector.code, detector.message, { wayOut: detector.wayOut })
  }
  const { device, threads } = host.options
  const nms = nmsSettings(flags, PREVIEW_NMS)
  const preview = await host.task(`Show ${image} to the model`, () =>
    previewDetector(file.path, detector, image, { device, threads, nms }),
  )
  const { data, width, height } = preview.picture
  if (out !== undefined) await writeAtomically(out, await encodePng(data, width, height))
  return preview
}

async function inspectCommand(host: Host, path: string, flags: InspectFlags): Promise<void> {
  const { image, preview: out, layers = false } = flags
  if (out !== undefined && image === undefined)
    throw new QuantbenchError('USAGE', 'Expected --image FILE with --preview', {
      wayOut: 'Name the image that the model is to be shown.',
    })
  const { device, threads } = host.options
  const file = openModelFile(path)
  const overrides = detectorOverrides(flags)
  const found = await inspectModel(file.model, path, { overrides, image, device, threads })
  const preview = await previewOf(host, file, found, flags)
  host.result(documentOf(file, found, preview, flags), () => {
    const seen = preview === null ? '' : `\n\n${previewText(preview)}`
    const drawn = preview === null || out === undefined ? '' : `\nWritten to ${out}.`
    return inspectionText(file, found, { layers }) + seen + drawn
  })
}

/** `quantbench inspect MODEL`: what a model is, and with an image what it sees. */
export const inspect: Verb = {
  register(program, withHost) {
    const command = program
      .command('inspect')
      .description('what a model is: family, inputs, outputs, cost, layers, quantizers, problems')
      .argument('<model>', 'ONNX file')
      .option('--layers', 'also a table of the layers')
      .option('--image <file>', 'show the model an image and tell what it finds')
      .option('--preview <file>', 'draw what it sees and finds as PNG')
    addNmsFlags(addDetectorFlags(command), PREVIEW_NMS)
    const host = withHost(command)
    command.action((path: string, flags: InspectFlags) => inspectCommand(host(), path, flags))
  },
}
