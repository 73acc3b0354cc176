import type { z } from 'zod'
import { messageOf, QuantbenchError } from '../base/errors.ts'

// C++ streams print them for the shares of a total of zero, which JSON does not know.
const NON_NUMBER = /(:\s*)-?(?:nan|inf)\b/g

/**
 * A JSON file of TensorRT through its schema; `what` (as "layer information") and `path` stand in messages. Bytes that
 * are no JSON and values of another shape throw JSON_INVALID with the place in the file.
 */
export function readJsonDocument<Value>(
  schema: z.ZodType<Value>,
  text: string,
  path: string,
  what: string,
): Value {
  const parsed = schema.safeParse(parseLeniently(text.replace(/^\uFEFF/, ''), path, what))
  if (parsed.success) return parsed.data
  const { where, message } = deepest(parsed.error.issues.flatMap((issue) => leavesOf(issue, [])))
  throw new QuantbenchError(
    'JSON_INVALID',
    `${path}: expected ${what}, got something else in ${where}: ${message}`,
    {
      wayOut: `Use ${what} as trtexec wrote it.`,
      cause: parsed.error,
    },
  )
}

function parseLeniently(text: string, path: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const mended = text.replace(NON_NUMBER, '$1null')
    if (mended !== text) return parseLeniently(mended, path, what)
    throw new QuantbenchError('JSON_INVALID', `${path}: expected ${what} as JSON, got ${brokenAt(error)}`, {
      wayOut:
        'Write the file again with trtexec; TensorRT 9.0 wrote broken JSON, any other release does not.',
      cause: error,
    })
  }
}

function brokenAt(error: unknown): string {
  return messageOf(error).replaceAll(/\s+/g, ' ').slice(0, 200)
}

interface Leaf {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function leavesOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Leaf[] {
  const path = [...above, ...issue.path]
  const inner = issue.code === 'invalid_union' ? issue.errors.flat() : []
  if (inner.length === 0) return [{ path, message: issue.message }]
  return inner.flatMap((sub) => leavesOf(sub, path))
}

/** Where no alternative of a union fits, the one that came furthest tells what was meant. */
function deepest(leaves: readonly Leaf[]): { where: string; message: string } {
  const [{ path, message }] = leaves.toSorted((a, b) => b.path.length - a.path.length)
  const where = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return { where: where.replace(/^\./, '') || 'the whole file', message }
}
