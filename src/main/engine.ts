import { parseArgs } from 'node:util'
import { runEngine } from './engine/run-engine.ts'

const { values } = parseArgs({
  options: { home: { type: 'string' }, port: { type: 'string' } },
})

process.exitCode = await runEngine({
  home: values.home,
  port: values.port === undefined ? undefined : Number(values.port),
})
