// A process of its own: a driver that crashes or hangs while a provider starts must not take doctor along.
import { QuantbenchError, messageOf } from '../../base/errors.ts'
import { Graph } from '../../onnx/graph.ts'
import type { Model } from '../../onnx/model.ts'
import { DataType, newValueInfo } from '../../onnx/proto.ts'
import { bundledProviders, isDeviceName, type DeviceName } from '../../session/devices.ts'
import { openSession, RUNTIME_VERSION } from '../../session/session.ts'

/** One Relu of one number: what a provider must start up for, and no more. */
function smallestModel(): Model {
  const graph = new Graph('probe')
  const input = graph.addInput(newValueInfo('x', DataType.FLOAT, [1]))
  const { outputs } = graph.addNode({
    opType: 'Relu',
    name: '',
    domain: '',
    inputs: [input],
    outputs: ['y'],
    attributes: {},
  })
  for (const output of outputs) {
    if (output !== null) graph.addOutput(output, newValueInfo('y', DataType.FLOAT, [1]))
  }
  return {
    graph,
    irVersion: 8,
    opsets: new Map([['', 13]]),
    metadata: new Map(),
    producer: { name: 'quantbench', version: '' },
    source: null,
    hadExternalData: false,
  }
}

async function problemOf(device: DeviceName): Promise<string | null> {
  try {
    const session = await openSession(smallestModel(), { device })
    const { y } = await session.run({ x: { data: Float32Array.of(2), dims: [1] } })
    await session.close()
    return y.data[0] === 2 ? null : `it computes Relu(2) = ${y.data[0]}`
  } catch (error) {
    return error instanceof QuantbenchError ? error.message : messageOf(error)
  }
}

const [, , device = 'cpu'] = process.argv
const problem = isDeviceName(device) ? await problemOf(device) : `there is no device ${device}`
const report = { runtimeVersion: RUNTIME_VERSION, providers: bundledProviders(), problem }
// What a driver prints at its end must not come into the line.
process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0))
