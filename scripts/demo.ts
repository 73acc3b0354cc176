// `npm run demo [-- MODEL DATA]`: the main job on a detector and COCO data, then the comparison. Without arguments it
// takes the reference detector and images that lie beside the checkout (or under QUANTBENCH_REFERENCE).
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { main } from '../src/main/cli/main.ts'

const root = resolve(import.meta.dirname, '..')
const reference = resolve(process.env['QUANTBENCH_REFERENCE'] ?? resolve(root, '../shared'))

const given = process.argv.slice(2)
const firstFlag = given.findIndex((argument) => argument.startsWith('-'))
const named = given.slice(0, firstFlag < 0 ? given.length : firstFlag)
const flags = given.slice(named.length)
const [model = resolve(reference, 'models/yolov5n.onnx'), data = resolve(reference, 'coco-mini')] = named

if (!existsSync(model) || !existsSync(data)) {
  console.error(
    `FILE_NOT_FOUND: no detector at ${model} or no data at ${data}. Name your own: npm run demo -- MODEL.onnx COCO_FOLDER.`,
  )
  process.exit(1)
}

process.exitCode = await main(['run', model, '--data', data, ...flags])
if (process.exitCode === 0) console.error('Every run is kept: bin/quantbench runs list')
