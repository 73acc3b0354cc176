import type { Node } from './node.ts'

/** Suffix that names a parameter inside its module: PyTorch, Paddle (`w_0`), Keras and MXNet, with or without remarks. */
const PARAMETER = /^(.+)[./_](?:weights?|kernel|filters?|w_0)(?:_\w+)?$/

/** Names that exporters make up from counters, as `onnx::Conv_321`, `const_fold_opt__123`, `321`. */
const COUNTED = /^onnx::|^const_fold|^_?v?_?\d+$|^val_\d+$/

/**
 * Path of the module that owns a parameter, from the initializer's name: `model.0.conv.weight` → `model.0.conv`,
 * `conv2d_0.w_0` → `conv2d_0`, `model/conv2d_3/Conv2D/ReadVariableOp:0` → `model.conv2d_3`. Null where the name says
 * nothing.
 */
export function parameterPath(name: string): string | null {
  if (COUNTED.test(name)) return null
  const variable = name.replace(/:\d+$/, '')
  if (variable.endsWith('/ReadVariableOp')) return graphPath(variable.slice(0, -'/ReadVariableOp'.length))
  const path = PARAMETER.exec(variable)?.[1]
  return path === undefined || !/\p{L}/u.test(path) ? null : path.replaceAll('/', '.')
}

/**
 * Modules that a node's name runs through, `/model.2/m/m.0/cv1/conv/Conv` → `model.2.m.0.cv1.conv`, without the
 * operator at its end. Null where the name is flat, as `Conv_41`.
 */
export function scopePath(name: string): string | null {
  if (!name.startsWith('/')) return name.includes('/') ? graphPath(name) : dottedPath(name)
  const scopes = name.split('/').filter((part) => part !== '')
  return joinScopes(scopes.slice(0, -1))
}

/** PyTorch repeats a container in its child's name (`m/m.0`, `cv2.0/cv2.0.0`): the child alone says it all. */
function joinScopes(scopes: readonly string[]): string | null {
  const path = scopes.filter((scope, index) => !scopes[index + 1]?.startsWith(`${scope}.`))
  return path.length === 0 ? null : path.join('.')
}

const TENSORFLOW_OPERATORS =
  /^(?:\w*Conv\w*2[dD]\w*|BiasAdd|MatMul|FusedBatchNorm\w*|Relu6?|Add(?:V2)?)(?:_\d+)?$/

/** TensorFlow's scopes, `StatefulPartitionedCall/model/conv2d_3/Conv2D` → `model.conv2d_3`. */
function graphPath(name: string): string | null {
  const [first] = name.split(';')
  const scopes = first.split('/').filter((part) => part !== '' && !/^(?:Stateful)?PartitionedCall/.test(part))
  const last = scopes.at(-1) ?? ''
  if (scopes.length > 1 && TENSORFLOW_OPERATORS.test(last)) scopes.pop()
  return joinScopes(scopes)
}

/** A node named like its module, `model.0.conv` or `model.0.conv.Conv`; Paddle's `p2o.Conv.3` is a counter. */
function dottedPath(name: string): string | null {
  if (!/^[A-Za-z_]\w*(?:\.\w+)+$/.test(name) || /^(?:p2o\.)?[A-Z]\w*\.\d+$/.test(name)) return null
  return name.replace(/\.[A-Z][A-Za-z]*(?:_\d+)?$/, '')
}

/**
 * Module path from the notes that PyTorch's dynamo exporter leaves on a node
 * (`pkg.torch.onnx.name_scopes: ['', 'model.0', 'model.0.conv', 'conv2d_1']`); null without them.
 */
export function notedPath(node: Node): string | null {
  const note = node.source?.metadataProps.find(({ key }) => key === 'pkg.torch.onnx.name_scopes')
  if (note === undefined) return null
  const scopes = [...note.value.matchAll(/'([^']*)'|"([^"]*)"/g)].map(
    ([, single, double]) => single ?? double,
  )
  return scopes.at(-2) || null
}

/**
 * Path of any node: its module and its operator, `/model.2/m/m.0/Add` → `model.2.m.0.Add`, with the exporter's
 * counter kept (`model.24.Concat_3`). Where the exporter left no path, the node's own name (`Add_12`), and for a
 * nameless node its output's.
 */
export function modulePathOfNode(node: Node): string {
  const output = node.outputs.find((value) => value !== null)?.name ?? ''
  const name = node.name !== '' ? node.name : output.replace(/_output_\d+$/, '')
  const module = notedPath(node) ?? scopePath(name)
  const last =
    name
      .split('/')
      .at(-1)
      ?.replace(/^node_/, '') ?? ''
  if (module === null) return last === '' ? node.opType : last
  const operator = last.startsWith(node.opType) ? last : node.opType
  return `${module}.${operator}`
}

/**
 * The block that a module belongs to: its path up to the first number (`model.24.m.0` → `model.24`,
 * `backbone.stages.2.blocks.0.conv` → `backbone.stages.2`), which is the unit that detector configurations list.
 * Without a number it is the enclosing module (`backbone.stem.conv` → `backbone.stem`), or the path itself.
 */
export function blockOf(path: string): string {
  const parts = path.split('.')
  const number = parts.findIndex((part) => /^\d+$/.test(part))
  if (number > 0) return parts.slice(0, number + 1).join('.')
  return parts.length > 1 ? parts.slice(0, -1).join('.') : path
}
