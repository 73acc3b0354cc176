/** What the part of YAML that electron-builder.yml keeps to can hold. */
export type Yaml = string | boolean | null | Yaml[] | { [key: string]: Yaml }

interface Line {
  indent: number
  text: string
}

const KEY = /^([\w.-]+):(?: (.*))?$/

function linesOf(source: string): Line[] {
  return source
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .map((line) => ({ indent: line.search(/\S/), text: line.trim() }))
}

function scalar(text: string): Yaml {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  const quoted = /^'([^']*)'$/.exec(text)
  if (quoted !== null) return quoted[1]
  if (/^['"[\]{}&*!|>%@`]|: | #/.test(text)) throw new Error(`needs quotes: ${text}`)
  return text
}

function list(lines: Line[], indent: number): Yaml[] {
  const items: Yaml[] = []
  while (lines[0]?.indent === indent && lines[0].text.startsWith('- ')) {
    const text = lines[0].text.slice(2)
    if (KEY.test(text)) {
      // A mapping whose first key stands beside the dash.
      lines[0] = { indent: indent + 2, text }
      items.push(mapping(lines, indent + 2))
    } else {
      lines.shift()
      items.push(scalar(text))
    }
  }
  return items
}

function mapping(lines: Line[], indent: number): Record<string, Yaml> {
  const entries: Record<string, Yaml> = {}
  while (lines[0]?.indent === indent) {
    const [, key, value] = KEY.exec(lines.shift()?.text ?? '') ?? []
    if (key === undefined || key in entries) throw new Error(`not a new key: ${key}`)
    entries[key] = value === undefined ? block(lines, indent) : scalar(value)
  }
  return entries
}

function block(lines: Line[], above: number): Yaml {
  const [first] = lines
  if (first === undefined || first.indent <= above) throw new Error('a key without a value')
  return first.text.startsWith('- ') ? list(lines, first.indent) : mapping(lines, first.indent)
}

/** Reads block mappings and lists of plain and single-quoted scalars; anything else is an error. */
export function readPlainYaml(source: string): Yaml {
  const lines = linesOf(source)
  const document = block(lines, -1)
  if (lines.length > 0) throw new Error(`not understood: ${lines[0].text}`)
  return document
}
