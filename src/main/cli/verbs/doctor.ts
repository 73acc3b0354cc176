import { availableParallelism, totalmem } from 'node:os'
import { VERSION } from '../../base/version.ts'
import { bundledProviders } from '../../session/devices.ts'
import { RUNTIME_VERSION } from '../../session/session.ts'
import type { Verb } from '../verb.ts'

/** `quantbench doctor`: what this machine offers. */
export const doctor: Verb = {
  register(program, withHost) {
    const command = program.command('doctor').description('what this machine offers and lacks')
    const host = withHost(command)
    command.action(() => {
      const found = {
        quantbench: VERSION,
        node: process.versions.node,
        onnxruntime: RUNTIME_VERSION,
        platform: `${process.platform} ${process.arch}`,
        cores: availableParallelism(),
        memoryGB: Number((totalmem() / 1e9).toFixed(1)),
        providers: bundledProviders(),
      }
      host().result(found, () =>
        Object.entries(found)
          .map(([name, value]) => `${name.padEnd(12)} ${Array.isArray(value) ? value.join(', ') : value}`)
          .join('\n'),
      )
    })
  },
}
