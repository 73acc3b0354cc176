// `npm run setup:cuda`: fetches ONNX Runtime's CUDA and TensorRT providers, which the package leaves out for their size.
// Needs a connection; where the providers are fetched from is onnxruntime-node's own install script's matter.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const script = resolve(import.meta.dirname, '../node_modules/onnxruntime-node/script/install.js')
const { status } = spawnSync(process.execPath, [script, '--onnxruntime-node-install=cuda12'], {
  stdio: 'inherit',
})
if (status !== 0) {
  console.error(
    'The CUDA providers could not be fetched: this needs Linux or Windows on x64 and a connection to the internet.',
  )
}
process.exit(status ?? 1)
