import type { Verdict } from '../../../figures/difference.ts'

export interface ReportCell {
  text: string
  difference?: string | null
  verdict?: Verdict | null
  best?: boolean
}

export interface ReportRow {
  name: string
  cells: readonly ReportCell[]
}

export interface ReportTable {
  title: string
  /** What the first column names, then one title for each cell of a row. */
  columns: readonly string[]
  rows: readonly ReportRow[]
  /** Shown when its title is pressed. */
  folded?: boolean
}

export interface ReportFigure {
  title: string
  /** An SVG element whose colours are the theme's custom properties. */
  markup: string
}

/** Everything that a report says, in the language on show. */
export interface ReportData {
  language: string
  title: string
  verdict: string
  cautions: readonly string[]
  /** What stands at the foot: when and with what it was made, and where the view is. */
  facts: readonly { name: string; value: string }[]
  figures: readonly ReportFigure[]
  tables: readonly ReportTable[]
  /** Titles of the parts that hold the commands. */
  commandsTitle: string
  commands: readonly { name: string; command: string }[]
}
