import { parse } from 'vue/compiler-sfc'
import { z } from 'zod'

/** Attributes that are read out or shown. */
const SHOWN = new Set([
  'title',
  'label',
  'placeholder',
  'aria-label',
  'alt',
  'summary',
  'body',
  'action',
  'x-title',
  'y-title',
  'confirm',
])
/** Names that are the same in every language. */
const NAMES = /^(AP\d*|FPS|CPU|GPU|amax|MHz|GB|model-int8\.onnx|val2017|train2017|99\.99|%|°C|W)$/
const WORDS = /\p{L}{2,}/u

const nodeSchema = z.object({
  type: z.number(),
  content: z.unknown().optional(),
  props: z
    .array(
      z.object({
        type: z.number(),
        name: z.string(),
        value: z.object({ content: z.string() }).optional().catch(undefined),
      }),
    )
    .catch([]),
  children: z.array(z.unknown()).catch([]),
  branches: z.array(z.unknown()).catch([]),
})

const TEXT = 2
const INTERPOLATION = 5
const ATTRIBUTE = 6

/** Quoted strings of an expression that read like words: more than one of them, so no key, class or event. */
function wordsInExpression(content: unknown): string[] {
  const expression =
    typeof content === 'object' && content !== null && 'content' in content ? String(content.content) : ''
  return (expression.match(/'[^']*'/g) ?? []).filter((text) => /\p{L}+ \p{L}+/u.test(text))
}

/** `node`: of a template's syntax tree, or what stands between such nodes. */
function textsOf(found: unknown): string[] {
  const node = nodeSchema.safeParse(found).data
  if (node === undefined) return []
  const own: string[] = []
  if (node.type === TEXT) own.push(String(node.content).trim())
  if (node.type === INTERPOLATION) own.push(...wordsInExpression(node.content))
  for (const { type, name, value } of node.props) {
    const text = value?.content ?? ''
    if (type === ATTRIBUTE && SHOWN.has(name) && WORDS.test(text) && !NAMES.test(text))
      own.push(`${name}="${text}"`)
  }
  const words = own.filter((text) => WORDS.test(text) && !NAMES.test(text))
  return [...words, ...[...node.children, ...node.branches].flatMap(textsOf)]
}

/** Texts that stand in the template of a single-file component instead of among the messages. */
export function hardCodedTexts(component: string): string[] {
  const { ast } = parse(component, { ignoreEmpty: false }).descriptor.template ?? {}
  return (ast?.children ?? []).flatMap((child) => textsOf(child))
}
