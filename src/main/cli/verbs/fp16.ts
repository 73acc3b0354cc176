import { basename } from 'node:path'
import { Option } from 'commander'
import { encodeModel, saveModel } from '../../onnx/encode.ts'
import { openModelFile } from '../../stages/model-file.ts'
import { convertToHalf, type HalfModel } from '../../stages/to-fp16.ts'
import type { Host } from '../host.ts'
import type { Verb } from '../verb.ts'
import { withRecorder } from '../with-store.ts'
import { modelNameAt } from '../../runs/model-name.ts'

interface Fp16Flags {
  out: string
  io: 'float32' | 'float16'
}

function describe({ half }: HalfModel, out: string): string {
  const reasons = Map.groupBy(half.kept, ({ reason }) => reason)
  return [
    `${out}: ${half.converted} operators in half precision, ${half.kept.length} in float32`,
    ...Array.from(reasons, ([reason, nodes]) => `  ${nodes.length} × ${reason}`),
    ...half.flushed.map(
      ({ tensor, values }) => `  ${tensor}: ${values} values too small for half precision became 0`,
    ),
  ].join('\n')
}

async function fp16Command(host: Host, path: string, { out, io }: Fp16Flags): Promise<void> {
  const file = openModelFile(path)
  const converted = convertToHalf(file.model, { inputs: io, outputs: io })
  await withRecorder(host, async (recorder) => {
    const run = await recorder.start(
      { kind: 'fp16', name: `${modelNameAt(recorder.store, path)} fp16`, parameters: { io } },
      { file, family: null, datasets: [] },
    )
    await recorder.during([run.id], async () => {
      await saveModel(converted.model, out)
      await recorder.keepModel(run.id, encodeModel(converted.model), basename(out), null, out)
      const { converted: operators, kept, flushed } = converted.half
      host.result({ run: run.id, out, converted: operators, kept, flushed }, () => describe(converted, out))
    })
  })
}

/** `quantbench fp16 MODEL --out FILE`. */
export const fp16: Verb = {
  register(program, withHost) {
    const command = program
      .command('fp16')
      .description('bring a float detector to half precision')
      .argument('<model>', 'ONNX file')
      .requiredOption('--out <file>', 'half-precision ONNX file')
      .addOption(
        new Option('--io <type>', 'type of inputs and outputs')
          .choices(['float32', 'float16'])
          .default('float32'),
      )
    const host = withHost(command)
    command.action((path: string, flags: Fp16Flags) => fp16Command(host(), path, flags))
  },
}
