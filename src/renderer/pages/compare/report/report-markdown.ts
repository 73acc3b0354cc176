import type { ReportCell, ReportData, ReportTable } from './report-data.ts'

/** Text inside a table's cell: what Markdown or HTML would read as its own is escaped. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]|~#]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/\s*\r?\n\s*/g, ' ')
}

function cellText({ text, difference, best }: ReportCell): string {
  const value = best === true ? `**${escapeMarkdown(text)}**` : escapeMarkdown(text)
  return difference == null || difference === '' ? value : `${value} (${escapeMarkdown(difference)})`
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

function tableText({ title, columns, rows }: ReportTable): string {
  const isFigures = rows[0]?.cells[0]?.difference !== undefined
  const rule = columns.map((_, index) => (index === 0 || !isFigures ? '---' : '---:'))
  return [
    `## ${escapeMarkdown(title)}`,
    '',
    row(columns.map(escapeMarkdown)),
    row(rule),
    ...rows.map(({ name, cells }) => row([escapeMarkdown(name), ...cells.map(cellText)])),
    '',
  ].join('\n')
}

/** A fence that no line of the code can end. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}sh\n${code}\n${fence}\n`
}

/** The report's words and tables as GitHub-flavoured Markdown, for a pull request or a wiki. */
export function reportMarkdown(data: ReportData): string {
  const { title, verdict, cautions, tables, commandsTitle, commands, facts } = data
  return [
    `# ${escapeMarkdown(title)}`,
    '',
    escapeMarkdown(verdict),
    '',
    ...cautions.flatMap((caution) => [`> ${escapeMarkdown(caution)}`, '']),
    ...tables.map(tableText),
    ...(commands.length === 0 ? [] : [`## ${escapeMarkdown(commandsTitle)}`, '']),
    ...commands.map(({ name, command }) => `${escapeMarkdown(name)}\n\n${fenced(command)}`),
    ...facts.map(({ name, value }) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`),
    '',
  ].join('\n')
}
