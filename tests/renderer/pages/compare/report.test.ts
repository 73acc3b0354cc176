import { describe, expect, it } from 'vitest'
import { comparisonCsv } from '../../../../src/renderer/pages/compare/report/report-csv.ts'
import type { ReportData } from '../../../../src/renderer/pages/compare/report/report-data.ts'
import { reportHtml } from '../../../../src/renderer/pages/compare/report/report-html.ts'
import {
  escapeMarkdown,
  reportMarkdown,
} from '../../../../src/renderer/pages/compare/report/report-markdown.ts'
import { drawingMarkup } from '../../../../src/renderer/charts/drawing/shape-markup.ts'
import { words } from '../../../../src/renderer/charts/drawing/shape.ts'
import { comparisonOf } from '../../support/comparison.ts'

const HOSTILE = `"><img src=x onerror="alert(1)"><script>alert('x')</script>|\`&\n# head`

const size = { width: 100, height: 50 }
const report = (name: string): ReportData => ({
  language: 'en',
  title: name,
  verdict: name,
  cautions: [name],
  facts: [{ name, value: name }],
  figures: [{ title: name, markup: drawingMarkup([words(0, 0, name)], size, name) }],
  tables: [
    {
      title: name,
      columns: ['Figure', name],
      rows: [
        { name: 'AP', cells: [{ text: '0.310', difference: '−0.002', verdict: 'worse', best: true }] },
        { name, cells: [{ text: name, difference: null, verdict: null, best: false }] },
      ],
    },
    { title: name, folded: true, columns: ['Setting', name], rows: [{ name, cells: [{ text: name }] }] },
  ],
  commandsTitle: name,
  commands: [{ name, command: `${name}\n\`\`\`\nstill code` }],
})

describe('reportHtml', () => {
  const html = reportHtml(report(HOSTILE))

  it('escapes hostile names everywhere, and has no script', () => {
    expect(html).not.toMatch(/<script|<img|<iframe|<object/i)
    // Every tag of the file is one that the report writes itself, and none has a handler.
    const tags = new Set([...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag))
    const own =
      'html head meta title style body h1 h2 p figure svg text details summary div table thead tbody tr th td span pre dl dt dd'
    expect([...tags].filter((tag) => !own.split(' ').includes(tag))).toEqual([])
    const withoutValues = html.replaceAll(/"[^"]*"/g, '""')
    expect(withoutValues.match(/<[^>]*\son\w+=/g)).toBeNull()
    expect(html).toContain('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;')
  })

  it('loads nothing, and forbids itself to', () => {
    expect(html).toContain(`default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`)
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|<link/)
  })

  it('has both themes, and prints', () => {
    expect(html).toMatch(/:root\{color-scheme:light;[^}]*--surface:#ffffff/)
    expect(html).toMatch(/prefers-color-scheme:dark\)\{:root\{color-scheme:dark;[^}]*--surface:#16181b/)
    expect(html).toContain('@media print')
  })

  it('colours by the verdict and marks the best', () => {
    expect(html).toContain('<span class="best">0.310</span><span class="difference worse">−0.002</span>')
  })
})

describe('reportMarkdown', () => {
  it('keeps a table a table, whatever stands in a name', () => {
    const text = reportMarkdown(report(HOSTILE))
    const outsideCode = text.replaceAll(/(`{3,})sh\n[\s\S]*?\n\1\n/g, '')
    expect(outsideCode).not.toMatch(/<(script|img)/)
    expect(outsideCode.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1)
    const rows = outsideCode.split('\n').filter((line) => line.startsWith('| '))
    for (const row of rows) expect(row.replaceAll('\\|', '').match(/\|/g)).toHaveLength(3)
  })

  it('writes differences beside the values', () => {
    expect(reportMarkdown(report('m'))).toContain('| AP | **0.310** (−0.002) |')
  })

  it('fences code so that the code cannot end it', () => {
    expect(reportMarkdown(report('m'))).toContain('````sh\nm\n```\nstill code\n````')
  })

  it('escapes what Markdown reads', () => {
    expect(escapeMarkdown('a*b_[c]`d|e <f> & g')).toBe('a\\*b\\_\\[c\\]\\`d\\|e &lt;f> &amp; g')
  })
})

describe('comparisonCsv', () => {
  const comparison = comparisonOf(
    { AP: [0.123456789, null], size: [7, 2] },
    {
      baseline: 1,
      parameters: { differing: [{ name: 'recipe.method', values: [null, '=cmd|calc'] }], identical: [] },
    },
  )

  const classes = [{ id: 0, name: 'car, red', figures: [{ name: 'AP', values: [0.5, 0.25] }] }]

  it('has every figure in full, and names runs, settings and classes', () => {
    expect(comparisonCsv(comparison, classes).split('\r\n')).toEqual([
      'of,name,unit,a,b',
      'run,id,,run-0,run-1',
      'run,kind,,fp32,fp16',
      'run,baseline,,,yes',
      'figure,AP,,0.123456789,',
      'figure,size,,7,2',
      "setting,recipe.method,,,'=cmd|calc",
      '"class car, red",AP,,0.5,0.25',
    ])
  })
})
