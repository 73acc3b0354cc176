import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const MAIN = join(import.meta.dirname, '../../../src/main')

export interface SourceTextOptions {
  /** Properties whose texts are of no interest. */
  readonly without?: readonly string[]
  /** Also what errors say. */
  readonly errors?: boolean
  /** Nothing but what errors say: what stands in `new …Error(…)`, and in calls of `makers`. */
  readonly onlyErrors?: boolean
  /** Functions that make errors of their arguments, as `invalidBundle(path, 'it is cut off')`. */
  readonly makers?: readonly string[]
}

const isError = (node: ts.Node) => ts.isNewExpression(node) && /Error$/.test(node.expression.getText())

function isNamed(node: ts.Node, names: readonly string[]): boolean {
  return ts.isPropertyAssignment(node) && names.includes(node.name.getText())
}

/** SQL as `sql` takes it is no prose. */
const isQuery = (node: ts.Node) => ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'sql'

function isCallOf(node: ts.Node, names: readonly string[]): boolean {
  return ts.isCallExpression(node) && names.includes(node.expression.getText())
}

/** What a string or a part of a template says. */
function textOf(node: ts.Node): string[] {
  const isText =
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node)
  return isText ? [node.text] : []
}

/**
 * Every piece of prose in a file of the engine, by its path under src/main: strings of several words, and what stands
 * between the values of templates.
 */
export function textsIn(
  file: string,
  { without = [], errors = false, onlyErrors = false, makers = [] }: SourceTextOptions = {},
): string[] {
  const found: string[] = []
  const visit = (node: ts.Node, isOfError: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isNamed(node, without)) return
    if (isQuery(node) || (!errors && !onlyErrors && isError(node))) return
    const counts = isOfError || isError(node) || isCallOf(node, makers)
    if (counts || !onlyErrors) found.push(...textOf(node))
    ts.forEachChild(node, (child) => visit(child, counts))
  }
  const content = readFileSync(join(MAIN, file), 'utf8')
  visit(ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true), false)
  return found.map((text) => text.replaceAll(/^[;,\s]+|[;,\s]+$/g, '')).filter((text) => /\w \w/.test(text))
}
