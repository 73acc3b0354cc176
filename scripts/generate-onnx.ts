// Regenerates src/main/onnx/gen from proto/onnx.proto. Needs `protoc` (Debian: protobuf-compiler).
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
execFileSync(
  'protoc',
  [
    `--plugin=protoc-gen-es=${resolve(root, 'node_modules/.bin/protoc-gen-es')}`,
    `--proto_path=${resolve(root, 'proto')}`,
    `--es_out=${resolve(root, 'src/main/onnx/gen')}`,
    '--es_opt=target=js+dts,import_extension=js',
    'onnx.proto',
  ],
  { stdio: 'inherit' },
)
