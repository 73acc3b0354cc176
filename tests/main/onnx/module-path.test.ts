import { describe, expect, it } from 'vitest'
import { decodeModel } from '../../../src/main/onnx/decode.ts'
import {
  blockOf,
  modulePathOfNode,
  notedPath,
  parameterPath,
  scopePath,
} from '../../../src/main/onnx/module-path.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { block, tinyModel } from '../../support/wire.ts'

describe('parameterPath', () => {
  it.each([
    ['model.0.conv.weight', 'model.0.conv'],
    ['model.24.m.0.weight', 'model.24.m.0'],
    ['backbone.stem.rbr_reparam.weight', 'backbone.stem.rbr_reparam'],
    ['model.0.conv.weight_quantized', 'model.0.conv'],
    ['model.0.conv.weight_fp16', 'model.0.conv'],
    ['transformer.attn.in_proj_weight', 'transformer.attn.in_proj'],
    ['conv2d_12.w_0', 'conv2d_12'],
    ['conv2d_12.w_0_deepcopy_3', 'conv2d_12'],
    ['stage1_conv0_weight', 'stage1_conv0'],
    ['003_convolutional_conv_weights', '003_convolutional_conv'],
    ['StatefulPartitionedCall/model/conv2d_3/Conv2D/ReadVariableOp:0', 'model.conv2d_3'],
    ['dense_1/kernel:0', 'dense_1'],
    ['model.weights_net.0.weight', 'model.weights_net.0'],
    ['onnx::Conv_321', null],
    ['onnx::MatMul_9.weight', null],
    ['321', null],
    ['const_fold_opt__123', null],
    ['val_12', null],
    ['_v_77', null],
    ['12.weight', null],
    ['weight', null],
    ['model.0.conv.bias', null],
  ])('%s → %s', (name, path) => expect(parameterPath(name)).toBe(path))
})

describe('scopePath', () => {
  it.each([
    ['/model.0/conv/Conv', 'model.0.conv'],
    ['/model.24/m.0/Conv', 'model.24.m.0'],
    ['/model.2/m/m.0/cv1/conv/Conv', 'model.2.m.0.cv1.conv'],
    ['/model.22/cv2.0/cv2.0.0/conv/Conv', 'model.22.cv2.0.0.conv'],
    ['/model/model.0/conv/Conv', 'model.0.conv'],
    ['/backbone/backbone/dark2/dark2.0/conv/Conv_1', 'backbone.backbone.dark2.0.conv'],
    ['/Conv_3', null],
    ['Conv_41', null],
    ['node_conv2d_12', null],
    ['p2o.Conv.3', null],
    ['Conv.3', null],
    ['model.0.conv', 'model.0.conv'],
    ['model.0.conv.Conv', 'model.0.conv'],
    ['StatefulPartitionedCall/model/conv2d_3/Conv2D', 'model.conv2d_3'],
    ['model/conv2d_3/BiasAdd;model/bn/FusedBatchNormV3', 'model.conv2d_3'],
    ['', null],
  ])('%s → %s', (name, path) => expect(scopePath(name)).toBe(path))
})

describe('notedPath', () => {
  const noted = (scopes: string) =>
    decodeModel(tinyModel({ node: block(9, block(1, 'pkg.torch.onnx.name_scopes'), block(2, scopes)) })).graph
      .nodes[0]

  it("reads the dynamo exporter's notes", () => {
    const node = noted("['', 'model.0', 'model.0.conv', 'conv2d_1']")
    expect([notedPath(node), modulePathOfNode(node)]).toEqual(['model.0.conv', 'model.0.conv.Identity'])
  })

  it('is null where there are none, or none of use', () => {
    expect(notedPath(noted("['', 'conv2d_1']"))).toBeNull()
    expect(notedPath(decodeModel(tinyModel()).graph.nodes[0])).toBeNull()
  })
})

describe('modulePathOfNode', () => {
  it.each([
    ['Add', '/model.2/m/m.0/Add', 'model.2.m.0.Add'],
    ['Concat', '/model.24/Concat_3', 'model.24.Concat_3'],
    ['MaxPool', 'MaxPool_12', 'MaxPool_12'],
    ['Conv', 'node_Conv_7', 'Conv_7'],
    ['Mul', '/Mul_5', 'Mul_5'],
    ['Add', 'StatefulPartitionedCall/model/add_1/add', 'model.add_1.add.Add'],
  ])('%s named %s → %s', (opType, name, path) => {
    const builder = new ModelBuilder()
    builder.node(opType, [builder.input('x', [1])], {}, { name })
    expect(modulePathOfNode(builder.graph.nodes[0])).toBe(path)
  })

  it('goes by the output of a nameless node', () => {
    const builder = new ModelBuilder()
    const x = builder.input('x', [1])
    builder.node('Relu', [x], {}, { outputs: ['/model.1/act/Relu_output_0'] })
    builder.node('Relu', [x], {}, { outputs: ['57'] })
    expect(builder.graph.nodes.map(modulePathOfNode)).toEqual(['model.1.act.Relu', '57'])
  })
})

describe('blockOf', () => {
  it.each([
    ['model.24.m.0', 'model.24'],
    ['model.2.cv1.conv', 'model.2'],
    ['backbone.stages.2.blocks.0.conv', 'backbone.stages.2'],
    ['backbone.stem.conv', 'backbone.stem'],
    ['conv1', 'conv1'],
    ['Conv_41', 'Conv_41'],
    ['0.conv', '0'],
  ])('%s → %s', (path, block) => expect(blockOf(path)).toBe(block))
})
