import { describe, expect, it } from 'vitest'
import { addGradients } from '../../../src/main/autodiff/gradient.ts'
import { amaxByPercentile } from '../../../src/main/calib/amax-percentile.ts'
import { openHistogramArchive } from '../../../src/main/calib/histogram-archive.ts'
import { Histogram } from '../../../src/main/calib/histogram.ts'
import { parseCalibrationTable } from '../../../src/main/calib/table.ts'
import { parseCalibrationCache } from '../../../src/main/calib/tensorrt-cache.ts'
import { planFrom } from '../../../src/main/qat/plan.ts'
import { recipeFrom } from '../../../src/main/quant/recipe.ts'
import { explainFailure } from '../../../src/main/trt/log-failure.ts'
import { parseLogLine } from '../../../src/main/trt/log-line.ts'
import { parseLayerInfo } from '../../../src/main/trt/layer-info.ts'
import { FAILURE_RULES } from '../../../src/main/trt/failure-rules.ts'
import { trtexecArguments } from '../../../src/main/trt/trtexec-command.ts'
import { DEFAULT_MEASURE } from '../../../src/main/trt/trtexec-intent.ts'
import { parseVersion } from '../../../src/main/trt/trtexec-version.ts'
import { CHINESE } from '../../../src/shared/phrases/chinese.ts'
import { ModelBuilder } from '../../support/build-graph.ts'
import { saidInChinese as said } from '../support/said-in-chinese.ts'

/** Asks for the gradient of what an operator makes of six numbers. */
function train(operator: string, opset = 18): void {
  const builder = new ModelBuilder({ opset })
  const x = builder.input('x', [2, 3])
  const seed = { value: builder.node(operator, [x], {}, { name: `/model.3/${operator}` }) }
  addGradients(builder.model, [seed], [x], { shapes: new Map([['x', [2, 3]]]) })
}

const RECIPE_WAY = '请修正或去掉配方中的该字段。'
const PLAN_WAY = '请修正或去掉计划中的该字段。'
const TABLE_WAY = '请使用 `quantbench ptq --save-table` 写出的文件。'

describe('what quantization fails with, in Chinese', () => {
  it('a recipe', async () => {
    expect(await said(() => recipeFrom({ percentile: 101 }))).toEqual([
      '配方的 percentile：数值应不大于 100',
      RECIPE_WAY,
    ])
    expect(await said(() => recipeFrom({ method: 'best' }))).toEqual([
      '配方的 method：应为以下之一："max"|"percentile"|"mse"|"entropy"',
      RECIPE_WAY,
    ])
    expect(await said(() => recipeFrom({ exclude: ['('] }))).toEqual([
      '配方的 exclude.0：应为正则表达式：/(/ 无效：括号不成对',
      RECIPE_WAY,
    ])
    expect(await said(() => recipeFrom({ bits: 4 }))).toEqual(['配方：未知的键："bits"', RECIPE_WAY])
  })

  it('a calibration table', async () => {
    expect(await said(() => parseCalibrationTable('{"a": 1', '/a b/t.json'))).toEqual([
      '/a b/t.json：应为 JSON，实际不是（JSON 第 1 行第 8 列（位置 7）有误：属性值之后应为逗号或右花括号）',
      TABLE_WAY,
    ])
    expect(await said(() => parseCalibrationTable('{"version": 99}', '/t.json'))).toEqual([
      '/t.json：校准表的版本应为 1，实际为 99',
      '它由更新版本的 Quantbench 写出：请更新本程序，或重新校准。',
    ])
    expect(await said(() => parseCalibrationTable('[]', '/t.json'))).toEqual([
      '/t.json 不是校准表，整个文件 处有误：应为对象，实际为 数组',
      TABLE_WAY,
    ])
  })

  it('what calibration keeps', async () => {
    const cache = 'TRT-101600-EntropyCalibration2\nimages zz'
    expect(await said(() => parseCalibrationCache(cache, '/c.cache'))).toEqual([
      '/c.cache：TensorRT 校准缓存的第 2 行应为 `name: <8 位十六进制数>`，实际为“images zz”',
      '请使用 TensorRT 或本程序写出的缓存。',
    ])
    expect(await said(() => openHistogramArchive(Buffer.from('PNG'), '/h.bin'))).toEqual([
      '/h.bin 不是直方图文件：文件开头不符',
      '请重新校准以生成新文件。',
    ])
    const histogram = new Histogram()
    expect(await said(() => amaxByPercentile(histogram, 0))).toEqual([
      '百分位应大于 0 且不超过 100，实际为 0',
      '常用值为 99.9、99.99 和 99.999。',
    ])
  })
})

describe('what training fails with, in Chinese', () => {
  it('a plan', async () => {
    expect(await said(() => planFrom({ epochs: 5, iterations: 3 }))).toEqual([
      '微调：每轮应至少一步，实际 5 轮共 3 步',
      PLAN_WAY,
    ])
    expect(await said(() => planFrom({ rates: [{ from: 0.5, rate: 1 }] }))).toEqual([
      '微调：rates 的第一项应从 0 开始，实际为 0.5',
      PLAN_WAY,
    ])
    expect(await said(() => planFrom({ batch: 'all' }))).toEqual([
      '微调计划的 batch：应为数值，实际为 字符串',
      PLAN_WAY,
    ])
  })

  it('a model', async () => {
    expect(await said(() => train('Einsum'))).toEqual([
      '无法对算子 Einsum 求梯度（位于 model.3.Einsum）',
      '请只训练其后的层，或使损失不经过该分支。',
    ])
    expect(await said(() => train('Neg', 17))).toEqual([
      '训练需要 opset 18 或更高，实际为 17',
      '请先把模型的副本升级到 opset 18。',
    ])
    expect(
      CHINESE.failure(
        'Training through Slice with ends that are computed at run time is not supported (at model.3.Slice)',
      ),
    ).toBe('无法对 Slice 求梯度：不支持运行时才算出的 ends（位于 model.3.Slice）')
  })
})

describe('what TensorRT fails with, in Chinese', () => {
  const explained = (...lines: string[]) => {
    const { explanation, wayOut } = explainFailure(lines.map(parseLogLine))
    return [CHINESE.failure(explanation), CHINESE.remedy(wayOut)]
  }

  it('every cause that a log tells', async () => {
    const texts = FAILURE_RULES.flatMap(({ explain, wayOut }) => [explain('found'), wayOut])
    expect(texts.filter((text) => CHINESE.failure(text) === null)).toEqual([])
    expect(explained('[E] [TRT] Could not find any implementation for node model.0/conv + act.')).toEqual([
      'TensorRT 没有适用于 model.0/conv + act 的 kernel，常因工作空间太小',
      '请增大工作空间，允许 FP16 与 INT8 并用，或不量化该层。',
    ])
    expect(explained('[E] No importer registered for op: MyNms')).toEqual([
      '模型需要插件 MyNms，但它没有加载',
      '请指定插件库，或导出不含该算子的模型。',
    ])
    expect(explained('[E] Unable to load library: libnvinfer.so.10')[0]).toBe('缺少库 libnvinfer.so.10')
    expect(explained('Cuda failure: CUDA driver version is insufficient')[0]).toBe(
      'NVIDIA 驱动比该 TensorRT 所用的 CUDA 旧，或与 GPU 不符',
    )
    expect(explained()).toEqual(['trtexec 已结束，没有说明原因', '请从日志的第一个错误读起。'])
  })

  it('files of trtexec', async () => {
    expect(await said(() => parseLayerInfo('{"Layers": 5}', '/l.json'))).toEqual([
      '/l.json：应为引擎的层信息，Layers 处有误：应为数组，实际为 数值',
      '请使用 trtexec 原样写出的引擎的层信息。',
    ])
    expect(await said(() => parseLayerInfo('', '/l.json'))).toEqual([
      '/l.json：应为 JSON 格式的引擎的层信息，实际有误：JSON 不完整',
      '请用 trtexec 重新写出该文件；只有 TensorRT 9.0 会写出错误的 JSON。',
    ])
  })

  it('what a version cannot do', async () => {
    const build = { onnx: '/a.onnx', precision: 'int8-implicit' } as const
    expect(await said(() => trtexecArguments({ source: { build } }, parseVersion('11.1')))).toEqual([
      'TensorRT 11.1.0 没有隐式 INT8：校准缓存已取消',
      '请构建 Q/DQ 模型（`quantbench ptq`），或使用 TensorRT 10。',
    ])
    const exports = { layerInfo: '/l.json' }
    expect(await said(() => trtexecArguments({ source: { build }, exports }, parseVersion('8.0')))).toEqual([
      'TensorRT 8.0.0 无法导出层信息：--exportLayerInfo 自 8.2 起才有',
      '请不要导出层信息，或使用更新版本的 TensorRT。',
    ])
    const measure = { ...DEFAULT_MEASURE, streams: 0.5 }
    expect(await said(() => trtexecArguments({ source: { build }, measure }, parseVersion('10.3')))).toEqual([
      '流的数量应为不小于 1 的整数，实际为 0.5',
      'trtexec 只接受整数。',
    ])
    expect(await said(() => parseVersion('ten'))).toEqual([
      'TensorRT 版本应形如 8.6.1 或 10.3.0，实际为“ten”',
      '请填写 `trtexec --help` 第一行所显示的版本。',
    ])
  })
})
