import type { Reporter, TestModule } from 'vitest/node'

/** Names every skipped test, whose name says why, before the runner's closing lines. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')])
    for (const name of new Set(skipped.map(({ fullName }) => fullName))) console.log(`skipped: ${name}`)
  }
}
