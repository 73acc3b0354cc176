import { storeFacts } from '../../runs/store-facts.ts'
import { resolveHome } from '../../runs/home.ts'
import type { DoctorCheck } from '../../stages/doctor/check.ts'
import { runDoctor, type DoctorReport } from '../../stages/doctor.ts'
import type { Verb } from '../verb.ts'

const MARKS: Readonly<Record<DoctorCheck['state'], string>> = { ok: '✓', warning: '!', missing: '–' }

function describeCheck({ state, title, found, wayOut, details }: DoctorCheck, width: number): string {
  const indent = ' '.repeat(width + 4)
  return [
    `${MARKS[state]} ${title.padEnd(width)}  ${found}`,
    ...details.map((line) => `${indent}${line}`),
    ...(wayOut === null ? [] : [`${indent}→ ${wayOut}`]),
  ].join('\n')
}

function describe({ checks }: DoctorReport): string {
  const width = Math.max(...checks.map(({ title }) => title.length))
  const counts = Map.groupBy(checks, ({ state }) => state)
  const count = (state: DoctorCheck['state']) => counts.get(state)?.length ?? 0
  const verdict = `${count('ok')} fine, ${count('warning')} with a warning (!), ${count('missing')} missing (–).`
  return [...checks.map((check) => describeCheck(check, width)), '', verdict].join('\n')
}

/** `quantbench doctor`: what this machine offers and lacks. */
export const doctor: Verb = {
  register(program, withHost) {
    const command = program
      .command('doctor')
      .description('what this machine offers and lacks, and how to get what is missing')
      .option('--trtexec <path>', 'the trtexec to look at (default: found by itself)')
    const host = withHost(command)
    command.action(async ({ trtexec }: { trtexec?: string }) => {
      const { task, result, options } = host()
      const home = resolveHome({ option: options.home })
      const report = await task('Examine this machine', (context) =>
        runDoctor({ home, trtexec, store: () => storeFacts(home) }, context),
      )
      result(report, () => describe(report))
    })
  },
}
