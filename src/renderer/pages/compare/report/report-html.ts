import { escapeMarkup } from '../../../charts/drawing/shape-markup.ts'
import type { ReportCell, ReportData, ReportFigure, ReportTable } from './report-data.ts'
import { reportStyle } from './report-style.ts'

/** The file asks nobody for anything and runs nothing, whatever stands in a run's name. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

function cellMarkup({ text, difference, verdict, best }: ReportCell): string {
  if (difference === undefined) return `<td class="words">${escapeMarkup(text)}</td>`
  const value = best === true ? `<span class="best">${escapeMarkup(text)}</span>` : escapeMarkup(text)
  const beside = `<span class="difference ${verdict ?? ''}">${escapeMarkup(difference ?? '')}</span>`
  return `<td>${value}${beside}</td>`
}

function tableMarkup({ title, columns, rows, folded }: ReportTable): string {
  const isSettings = rows[0]?.cells[0]?.difference === undefined
  const head = columns.map((column) => `<th scope="col">${escapeMarkup(column)}</th>`).join('')
  const body = rows.map(
    ({ name, cells }) =>
      `<tr><th scope="row">${escapeMarkup(name)}</th>${cells.map(cellMarkup).join('')}</tr>`,
  )
  const heading = `<h2>${escapeMarkup(title)}</h2>`
  const table = [
    `<div class="table"><table${isSettings ? ' class="settings"' : ''}><thead><tr>${head}</tr></thead><tbody>`,
    ...body,
    '</tbody></table></div>',
  ].join('\n')
  return folded === true
    ? `<details><summary>${heading}</summary>\n${table}</details>`
    : `${heading}\n${table}`
}

function figureMarkup({ title, markup }: ReportFigure): string {
  return `<figure><h2>${escapeMarkup(title)}</h2>\n${markup}</figure>`
}

function commandsMarkup({ commandsTitle, commands }: ReportData): string {
  if (commands.length === 0) return ''
  const list = commands.map(
    ({ name, command }) => `<div>${escapeMarkup(name)}</div><pre>${escapeMarkup(command)}</pre>`,
  )
  return `<h2>${escapeMarkup(commandsTitle)}</h2>\n${list.join('\n')}`
}

function factsMarkup({ facts }: ReportData): string {
  const list = facts.map(({ name, value }) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd>`)
  return `<dl>${list.join('')}</dl>`
}

/**
 * A report as one file: charts as inline SVG, tables, no script and nothing from elsewhere. It follows the reader's
 * light or dark theme, and prints.
 */
export function reportHtml(data: ReportData): string {
  const { language, title, verdict, cautions, figures, tables } = data
  return [
    '<!doctype html>',
    `<html lang="${escapeMarkup(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${reportStyle()}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p class="verdict">${escapeMarkup(verdict)}</p>`,
    ...cautions.map((caution) => `<p class="caution">${escapeMarkup(caution)}</p>`),
    ...figures.slice(0, 1).map(figureMarkup),
    ...tables.map(tableMarkup),
    ...figures.slice(1).map(figureMarkup),
    commandsMarkup(data),
    factsMarkup(data),
    '</body>',
    '</html>',
    '',
  ].join('\n')
}
