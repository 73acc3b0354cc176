import { existsSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { clearField } from '@bufbuild/protobuf'
import { QuantbenchError } from '../base/errors.ts'
import { rawBytesOf, typeName } from './element-types.ts'
import { TensorProtoSchema } from './gen/onnx_pb.js'
import { DataLocation, type GraphProto, type TensorProto } from './proto.ts'
import { readWholeFile } from './read-file.ts'
import { subgraphsOf } from './subgraphs.ts'
import { elementCount } from './tensor.ts'

/** Every tensor stored in a graph: initializers and attribute tensors, subgraphs included. */
export function* storedTensors(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer
  for (const node of graph.node) {
    for (const attribute of node.attribute) {
      if (attribute.t !== undefined) yield attribute.t
      yield* attribute.tensors
    }
    for (const inner of subgraphsOf(node.attribute)) yield* storedTensors(inner)
  }
}

/**
 * Reads the files that external tensors lie in, once each, and lets the tensors share their bytes.
 * Layout: github.com/onnx/onnx, docs/ExternalData.md. Locations outside the model's folder are refused.
 * @returns whether there was any. Throws MODEL_EXTERNAL_DATA.
 */
export function attachExternalData(graph: GraphProto, folder: string | undefined, label: string): boolean {
  const files = new Map<string, Uint8Array>()
  let found = false
  for (const tensor of storedTensors(graph)) {
    if (tensor.dataLocation !== DataLocation.EXTERNAL) continue
    found = true
    attach(tensor, folder, label, files)
  }
  return found
}

function attach(
  tensor: TensorProto,
  folder: string | undefined,
  label: string,
  files: Map<string, Uint8Array>,
): void {
  const fields = new Map(tensor.externalData.map(({ key, value }) => [key, value]))
  const path = locate(tensor, fields.get('location'), folder, label)
  let file = files.get(path)
  if (file === undefined) {
    file = readWholeFile(path)
    files.set(path, file)
  }
  const offset = Number(fields.get('offset') ?? 0)
  const expected = rawBytesOf(tensor.dataType, elementCount(tensor))
  const length = fields.has('length') ? Number(fields.get('length')) : (expected ?? file.length - offset)
  if (!(offset >= 0 && length >= 0 && offset + length <= file.length)) {
    throw new QuantbenchError(
      'MODEL_EXTERNAL_DATA',
      `${label}: tensor ${tensor.name} expects bytes ${offset} to ${offset + length} of ${path}, which has ${file.length}`,
      { wayOut: 'Copy the model and its data file together again.' },
    )
  }
  if (expected !== undefined && expected !== length) {
    throw new QuantbenchError(
      'MODEL_EXTERNAL_DATA',
      `${label}: tensor ${tensor.name} (${typeName(tensor.dataType)}) needs ${expected} bytes, its entry says ${length}`,
      { wayOut: 'Export the model again.' },
    )
  }
  tensor.rawData = file.subarray(offset, offset + length)
  tensor.externalData = []
  clearField(tensor, TensorProtoSchema.field.dataLocation)
}

function locate(
  tensor: TensorProto,
  location: string | undefined,
  folder: string | undefined,
  label: string,
): string {
  if (folder === undefined || location === undefined || location === '') {
    throw new QuantbenchError(
      'MODEL_EXTERNAL_DATA',
      `${label}: tensor ${tensor.name} lies in a file of its own that cannot be found from here`,
      {
        wayOut: 'Open the model by its path.',
      },
    )
  }
  const path = resolve(folder, location)
  const inside = relative(folder, path)
  if (isAbsolute(location) || inside.startsWith('..') || isAbsolute(inside)) {
    throw new QuantbenchError(
      'MODEL_EXTERNAL_DATA',
      `${label}: tensor ${tensor.name} points outside the model's folder (${location})`,
      {
        wayOut: "Put the data file into the model's folder and export again.",
      },
    )
  }
  if (!existsSync(path)) {
    throw new QuantbenchError(
      'MODEL_EXTERNAL_DATA',
      `${label} needs ${location} beside it, which is missing`,
      {
        wayOut: 'Copy the data file into the folder of the model.',
      },
    )
  }
  return path
}
