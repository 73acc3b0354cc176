import { Emitter } from '../../../../src/main/autodiff/emitter.ts'
import type { Tensor } from '../../../../src/main/base/tensor.ts'
import { inferShapes } from '../../../../src/main/onnx/shapes.ts'
import { taskLoss } from '../../../../src/main/qat/task-loss/loss-graph.ts'
import {
  targetFeeds,
  type ImageTargets,
  type TargetShape,
} from '../../../../src/main/qat/task-loss/targets.ts'
import { ModelBuilder } from '../../../support/build-graph.ts'
import { runGradients } from '../../autodiff/run-gradients.ts'

/** The task loss of an output and its gradient, computed by ONNX Runtime. */
export async function runTaskLoss(
  output: Tensor,
  targets: readonly ImageTargets[],
  shape: TargetShape,
): Promise<{ loss: number; gradient: Float32Array }> {
  const builder = new ModelBuilder({ opset: 18 })
  const input = builder.input('output', output.dims)
  const { loss, stops } = taskLoss(
    new Emitter(builder.graph, inferShapes(builder.model), 'loss/'),
    input,
    shape,
  )
  const feeds = { output, ...targetFeeds([targets], shape)[0] }
  const { outputs, gradients } = await runGradients({
    ...{ builder, outputs: [loss], wrt: [input], stops },
    feeds,
  })
  return { loss: outputs[0].data[0], gradient: gradients[0].data }
}
