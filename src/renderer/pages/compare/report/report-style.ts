import { cssVariables } from '../../../theme/css-variables.ts'
import type { ThemeName } from '../../../theme/tokens.ts'

function variables(theme: ThemeName): string {
  const all = Object.entries(cssVariables(theme)).map(([name, value]) => `${name}:${value}`)
  return `:root{color-scheme:${theme};${all.join(';')}}`
}

const RULES = `
*{box-sizing:border-box}
body{max-width:1120px;margin:0 auto;padding:32px 24px 48px;background:var(--surface);color:var(--text);
  font:13px/1.5 var(--font-family);font-variant-numeric:tabular-nums}
h1{margin:0 0 4px;font-size:22px;font-weight:600}
h2{margin:32px 0 8px;font-size:15px;font-weight:600}
.verdict{margin:0 0 8px;font-size:15px}
.caution{margin:4px 0;padding:4px 8px;border-left:3px solid var(--warn);background:var(--warn-tint);color:var(--warn)}
.muted{color:var(--text-third)}
figure{margin:0}
svg{display:block;width:100%;height:auto;font-family:var(--font-family)}
.table{overflow-x:auto}
table{border-collapse:collapse}
th,td{padding:4px 10px;border-bottom:1px solid var(--line);text-align:right;vertical-align:baseline;white-space:nowrap}
th{font-weight:500;color:var(--text-second)}
thead th{color:var(--text);font-weight:600;white-space:normal;overflow-wrap:break-word}
table.settings :is(th,td){text-align:left}
tr>:first-child{position:sticky;left:0;padding-left:0;background:var(--surface);text-align:left}
td.words{max-width:280px;overflow-wrap:anywhere;white-space:normal;font-family:var(--mono);font-size:12px}
.difference{display:inline-block;min-width:58px;color:var(--text-third);font-size:12px}
.better{color:var(--good)}
.worse{color:var(--bad)}
.best{font-weight:700}
summary{margin:16px 0 8px;cursor:pointer}
summary h2{display:inline;margin:0}
dl{display:grid;margin-top:32px !important;grid-template-columns:max-content 1fr;gap:2px 16px;margin:0;font-size:12px}
dt{color:var(--text-third)}
dd{margin:0;overflow-wrap:anywhere}
pre{margin:4px 0 12px;padding:8px;border:1px solid var(--line);background:var(--subtle);
  font:12px/1.5 var(--mono);white-space:pre-wrap;overflow-wrap:anywhere}
@media print{
  body{max-width:none;padding:0;font-size:10px}
  .table{overflow:visible}
  details::details-content{content-visibility:visible;block-size:auto}
  tr>:first-child{position:static}
  figure,tr,pre{break-inside:avoid}
  h2{break-after:avoid}
  @page{size:A4 landscape;margin:12mm}
}`

/** The report's style: light, dark where the reader's system is, and light on paper. */
export function reportStyle(): string {
  const dark = `@media screen and (prefers-color-scheme:dark){${variables('dark')}}`
  return `${variables('light')}${dark}${RULES}`
}
