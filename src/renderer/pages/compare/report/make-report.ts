import { client } from '../../../engine/client.ts'
import { language, text } from '../../../i18n/i18n.ts'
import type { Format } from '../../../i18n/use-format.ts'
import { cautionsOf } from '../cautions.ts'
import type { ComparisonView } from '../comparison-view.ts'
import { disturbances, timedRuns } from '../disturbed.ts'
import { readClasses } from '../use-classes.ts'
import { readCurves } from '../use-curves.ts'
import { verdictSentence } from '../verdict-text.ts'
import type { ReportData } from './report-data.ts'
import { reportFigures, type ReportChoice } from './report-figures.ts'
import { reportTables } from './report-tables.ts'

/** Commands are listed of so many runs. */
const MOST_COMMANDS = 24

async function commandsOf({ comparison, labels }: ComparisonView): Promise<ReportData['commands']> {
  const shown = comparison.runs.slice(0, MOST_COMMANDS)
  const details = await Promise.all(shown.map(({ id }) => client.runs.get({ id })))
  const commands = details.map(({ command }, index) => ({ name: labels[index], command }))
  // The runs of one experiment were made by one command.
  const byCommand = Map.groupBy(commands, ({ command }) => command)
  return [...byCommand].map(([command, of]) => ({ name: of.map(({ name }) => name).join(', '), command }))
}

async function disturbancesOf(view: ComparisonView): Promise<string[]> {
  const timed = timedRuns(view)
  const remarks = timed.map((index) => client.runs.events({ id: view.comparison.runs[index].id }))
  return disturbances(
    timed.map((index) => view.labels[index]),
    await Promise.all(remarks),
  )
}

/** Everything that the report of a view says; `link` is the view's address. */
export async function makeReport(
  view: ComparisonView,
  choice: ReportChoice,
  link: string,
  format: Format,
): Promise<ReportData> {
  const { comparison, labels, verdict } = view
  const [classes, curves, commands, disturbed, { version }] = await Promise.all([
    readClasses(view),
    readCurves(view),
    commandsOf(view),
    disturbancesOf(view),
    client.system.about(),
  ])
  return {
    language: language.value === 'zh' ? 'zh-CN' : 'en',
    title: text('compare.of', { count: comparison.runs.length }),
    verdict: verdictSentence(verdict, comparison, labels, format),
    cautions: [...cautionsOf(comparison).map((caution) => text(`compare.caution.${caution}`)), ...disturbed],
    figures: reportFigures(view, classes, curves, choice, format),
    tables: reportTables(view, format),
    commandsTitle: text('compare.commands'),
    commands,
    facts: [
      { name: text('compare.made'), value: `${format.time(Date.now())}, Quantbench ${version}` },
      { name: text('compare.runIds'), value: comparison.runs.map(({ id }) => id).join(', ') },
      { name: text('compare.address'), value: link },
    ],
  }
}
