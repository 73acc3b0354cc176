import { Option } from 'commander'
import { integerOption } from '../arguments.ts'
import { addProblemFlag } from '../dataset-flags.ts'
import { addDetectorFlags } from '../detector-flags.ts'
import type { Verb } from '../verb.ts'
import { benchInOnnxRuntime, type OrtBenchFlags } from './bench/ort.ts'
import { checkSeedFlags } from './bench/seed.ts'
import { benchInTensorRt } from './bench/trtexec.ts'
import { addTrtexecFlags, refuseTrtexecFlags, type TrtexecBenchFlags } from './bench/trtexec-flags.ts'

interface BenchFlags extends OrtBenchFlags, Omit<TrtexecBenchFlags, keyof OrtBenchFlags> {
  backend: 'ort' | 'trtexec'
}

/** `quantbench bench MODEL…`: latencies side by side. */
export const bench: Verb = {
  register(program, withHost) {
    const command = program
      .command('bench')
      .description('latency and FPS of one or several models, run in turn')
      .argument('<model...>', 'ONNX files; the first is the reference of the ratios')
      .addOption(
        new Option('--backend <name>', 'what runs the models').choices(['ort', 'trtexec']).default('ort'),
      )
      .option('--batch <n>', 'images a run', integerOption(1), 1)
      .option('--repeats <n>', 'counted rounds (default: 50; with trtexec 5)', integerOption(1))
      .option('--warmup <n>', 'rounds before, not counted (default: 5; ort only)', integerOption(0))
      .addOption(
        new Option('--quantization <mode>', 'how Q/DQ nodes run (ort only)')
          .choices(['native', 'simulate'])
          .default('native'),
      )
    addTrtexecFlags(addProblemFlag(addDetectorFlags(command)))
    const host = withHost(command.optionsGroup('Options:'))
    command.action(async (paths: string[], flags: BenchFlags) => {
      if (flags.backend === 'ort') {
        refuseTrtexecFlags(command)
        await benchInOnnxRuntime(host(), paths, flags)
        return
      }
      checkSeedFlags(paths, flags)
      await benchInTensorRt(host(), paths, flags)
    })
  },
}
