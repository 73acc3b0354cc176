import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const MAIN = join(import.meta.dirname, '../../../src/main')

export interface SourceTextOptions {
  /** Properties whose texts are of no interest. */
  readonly without?: readonly string[]
  /** Also what errors say. */
  readonly errors?: boolean
}

const isError = (node: ts.Node) => ts.isNewExpression(node) && /Error$/.test(node.expression.getText())

function isNamed(node: ts.Node, names: readonly string[]): boolean {
  return ts.isPropertyAssignment(node) && names.includes(node.name.getText())
}

/**
 * Every piece of prose in a file of the engine, by its path under src/main: strings of several words, and what stands
 * between the values of templates.
 */
export function textsIn(file: string, { without = [], errors = false }: SourceTextOptions = {}): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isNamed(node, without)) return
    if (!errors && isError(node)) return
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text)
    if (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) found.push(node.text)
    ts.forEachChild(node, visit)
  }
  const content = readFileSync(join(MAIN, file), 'utf8')
  visit(ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true))
  return found.map((text) => text.replaceAll(/^[;,\s]+|[;,\s]+$/g, '')).filter((text) => /\w \w/.test(text))
}
