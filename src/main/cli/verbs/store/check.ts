import { QuantbenchError } from '../../../base/errors.ts'
import { checkHome, type StoreReport } from '../../../runs/check.ts'
import { resolveHome } from '../../../runs/home.ts'
import { isDamage } from '../../../runs/store-findings.ts'
import type { Verb } from '../../verb.ts'
import { bytesText, countText } from './amount-text.ts'

function reportText(home: string, { problems, runs, artifacts, artifactBytes }: StoreReport): string {
  const what = `${home}: ${countText(runs, 'run')}, ${countText(artifacts, 'artifact')} (${bytesText(artifactBytes)})`
  if (problems.length === 0) return `${what}. Nothing is wrong.`
  const findings = problems.map(({ kind, message, wayOut }) => `${kind}: ${message}\n  ${wayOut}`)
  return [what, ...findings].join('\n')
}

/** A check that found something has failed, so that a script notices. */
function failOn({ problems }: StoreReport, home: string): void {
  if (problems.length === 0) return
  const damaged = problems.filter(isDamage).length
  const what = damaged > 0 ? `${damaged} of them damage` : 'none of them damage'
  throw new QuantbenchError(
    'STORE_FINDINGS',
    `${countText(problems.length, 'finding')} in ${home}, ${what}`,
    {
      wayOut: damaged > 0 ? 'Do what stands below each.' : '`quantbench store compact` tidies up.',
    },
  )
}

/** `quantbench store check`: everything that is stored, read and compared with what it should be. */
export const check: Verb = {
  register(program, withHost) {
    const command = program
      .command('check')
      .description('read everything that is stored and say what is wrong; exit status 1 where something is')
    const host = withHost(command)
    command.action(async () => {
      const home = resolveHome({ option: host().options.home })
      const report = await host().task('Check the store', (context) => checkHome(home, context))
      const problems = report.problems.map((problem) => ({ ...problem, damage: isDamage(problem) }))
      host().result({ home, ok: problems.length === 0, ...report, problems }, () => reportText(home, report))
      failOn(report, home)
    })
  },
}
