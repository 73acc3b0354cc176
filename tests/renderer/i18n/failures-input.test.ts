import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fileError, messageOf } from '../../../src/main/base/errors.ts'
import { startProcess } from '../../../src/main/base/child-process.ts'
import { decodeArchive } from '../../../src/main/base/tensor-archive.ts'
import { invalidCheckpoint } from '../../../src/main/base/invalid-checkpoint.ts'
import { integerOption } from '../../../src/main/cli/arguments.ts'
import { readRecipe } from '../../../src/main/cli/recipe-file.ts'
import { refuseTensorRt } from '../../../src/main/stages/refuse-tensorrt.ts'
import { evaluationParameters } from '../../../src/main/coco/parameters.ts'
import { mapClasses } from '../../../src/main/data/class-map.ts'
import { readCocoGroundTruth } from '../../../src/main/data/coco-json.ts'
import { readDetections } from '../../../src/main/data/coco-results.ts'
import { parseDataYaml } from '../../../src/main/data/data-yaml.ts'
import { openDataset } from '../../../src/main/data/dataset.ts'
import { openFloatFile } from '../../../src/main/data/float-file.ts'
import { imageSize } from '../../../src/main/data/image.ts'
import { checkedNms, EVALUATION_NMS } from '../../../src/main/detect/nms-settings.ts'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import { deviceMissing } from '../../../src/main/session/devices.ts'
import { CHINESE } from '../../../src/shared/phrases/chinese.ts'
import { block, join as bytes, number, tinyModel } from '../../support/wire.ts'
import { saidInChinese } from '../support/said-in-chinese.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'failures-input-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const at = (name: string) => join(folder, name)

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(at(name), content)
  return at(name)
}

/** The same, with `…` for the folder of the files. */
const said = async (work: () => unknown) =>
  (await saidInChinese(work)).map((text) => text?.replaceAll(folder, '…') ?? null)

const thrown = (error: Error) => () => Promise.reject(error)

describe('failures of what goes in', () => {
  it('say where a JSON is wrong', async () => {
    const broken = file('broken.json', '{"images": [{"id": 1,\n "width": x}]}')
    expect(await said(() => readCocoGroundTruth(broken))).toEqual([
      "…/broken.json：应为合法的 JSON 值，实际为 'x'（字节 32，第 2 行）",
      '请修正文件的此处。',
    ])
    const cut = file('cut.json', '[{"image_id": 1, "bbox": [1, 2')
    expect(await said(() => readDetections(cut))).toEqual([
      "…/cut.json：应为逗号或 ']'，实际已到文件结尾（字节 30，第 1 行）",
      '文件不完整；请重新复制。',
    ])
    const lacking = file('lacking.json', '[{"image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4]}]')
    expect(await said(() => readDetections(lacking))).toEqual([
      '…/lacking.json：每个检测结果都应有 image_id、category_id、bbox 和 score，但序号 0 的检测结果没有 score',
      '请导出检测框结果；分割与关键点结果没有可供比较的框。',
    ])
  })

  it('count the flaws of a dataset, with examples', async () => {
    mkdirSync(at('images'))
    file('images/a.png', 'no image')
    const content = {
      images: [
        { id: 1, file_name: 'a.png', width: 8, height: 8 },
        { id: 2, file_name: 'b.png', width: 8, height: 8 },
      ],
      annotations: [
        { id: 1, image_id: 1, category_id: 9, bbox: [0, 0, 4, 4], area: 16 },
        { id: 2, image_id: 7, category_id: 1, bbox: [0, 0, 4, 4], area: 16 },
        { id: 3, image_id: 1, category_id: 8, bbox: [0, 0, 4, 4], area: 16 },
      ],
      categories: [{ id: 1, name: 'cat' }],
    }
    const annotations = file('flawed.json', JSON.stringify(content))
    const source = { annotations, images: at('images') }
    expect(await said(() => openDataset(source, { onProblem: 'stop', sizeOf: imageSize }))).toEqual([
      '…/flawed.json：数据集应没有问题，实际：' +
        '找不到 1 个图像文件，连同其标注一并忽略（b.png）；' +
        '2 个标注所属的类别不在列表中，已忽略（a.png 的标注 1：类别 9、a.png 的标注 3：类别 8）；' +
        '1 个标注所属的图像不在列表中，已忽略（标注 2：图像 7）',
      '请修正数据集，或选择跳过有问题的部分，用其余数据继续。',
    ])
    const checked = { onProblem: 'skip', sizeOf: imageSize, checkImages: true } as const
    expect(await said(() => openDataset(source, checked))).toEqual([
      '…/flawed.json：没有可用的图像；' +
        '找不到 1 个图像文件，连同其标注一并忽略；1 张图像无法解码，连同其标注一并忽略；' +
        '1 个标注所属的图像不在列表中，已忽略；1 个类别没有标注',
      expect.stringMatching(/^请指定含有以下任一内容的文件夹：.*data\.yaml、SPLIT\.txt 或 images\/SPLIT。$/),
    ])
    expect(await said(() => openDataset({ data: at('images'), split: 'val' }, checked))).toEqual([
      '…/images：应有子集“val”，实际为没有子集的文件夹',
      '请不要指定子集。',
    ])
  })

  it('tell what does not fit in a data.yaml, an image, a file of numbers, and the classes', async () => {
    expect(await said(() => parseDataYaml('train: [a, b\n', 'data.yaml'))).toEqual([
      'data.yaml：“train”（第 1 行）应为值、列表或映射，实际缺少结尾的 ]',
      '请按 Ultralytics 的 coco.yaml 书写。',
    ])
    expect(await said(() => imageSize(file('a.bmp', 'BM, and no more')))).toEqual([
      '…/a.bmp 应为完整图像，实际文件不完整或已损坏（BMP 文件在文件头处中断）',
      '请替换该文件，或将其移出数据集。',
    ])
    expect(await said(() => openFloatFile(file('a.bin', '12345')))).toEqual([
      '…/a.bin：应为每个 4 字节的 float32 数值，实际共 5 字节',
      "请写成不带文件头的小端 float32，或用 numpy.save(file, x.astype('<f4', order='C')) 保存。",
    ])
    expect(await said(() => mapClasses(80, ['one'], [{ id: 3, name: 'cat' }]))).toEqual([
      '数据集的类别应与模型的 80 个类别对应，实际有 1 个类别，id 最大为 3，且模型没有可用的类别名',
      '请使用与模型训练类别一致的数据集，或为模型写入类别名。',
    ])
  })

  it('tell what is wrong with a model', async () => {
    const external = (...entries: [string, string][]) =>
      block(
        5,
        ...[number(1, 2), number(2, 1), block(8, 'w')],
        ...entries.map(([key, value]) => block(13, block(1, key), block(2, value))),
        number(14, 1),
      )
    const load = (graph: Uint8Array) => () => loadModel(file('m.onnx', tinyModel({ graph })))
    expect(await said(load(external(['location', 'w.bin'])))).toEqual([
      '…/m.onnx 旁边应有 w.bin，但缺失',
      '请把数据文件复制到模型所在文件夹。',
    ])
    file('short.bin', '1234')
    expect(await said(load(external(['location', 'short.bin'], ['length', '8'])))).toEqual([
      '…/m.onnx：张量 w 需要 …/short.bin 的第 0～8 字节，而该文件只有 4 字节',
      '请重新将模型与其数据文件一并复制。',
    ])
    const same = block(1, block(2, 'same'), block(3, 'n2'), block(4, 'Constant'))
    expect(await said(load(bytes(same, same)))).toEqual([
      '…/m.onnx：名称 same 定义了两次，第二次由 n2 (Constant) 定义',
      '请重新导出模型。',
    ])
  })

  it('tell which settings are out of range', async () => {
    expect(await said(() => checkedNms({ ...EVALUATION_NMS, confidence: 1.5 }))).toEqual([
      '置信度阈值应不小于 0 且小于 1，实际为 1.5',
      'YOLOv5 评估时采用置信度 0.001、IoU 0.65 和 300 个检测结果。',
    ])
    expect(await said(() => evaluationParameters({ maxDets: [10, 1, 100] }))).toEqual([
      '检测数上限应递增且不小于 1，实际为 10、1、100',
      '请给出三个上限，例如 1、10、100。',
    ])
  })

  it('tell what a device, a checkpoint or a program lacks', async () => {
    const missing = deviceMissing('cuda', 'ONNX Runtime on darwin does not offer it')
    expect(await said(thrown(missing))).toEqual([
      '设备 cuda 不可用：ONNX Runtime 在 darwin 上不提供该设备',
      '需要 NVIDIA 驱动、CUDA 12、cuDNN 9 和运行时的 CUDA 版本：npm run setup:cuda。也可选择 --device cpu。',
    ])
    const format = { name: 'quantbench checkpoint', version: 2, fields: z.unknown() }
    const decode = () => decodeArchive(format, Buffer.from('quantbench checkpoint 1\n'))
    const reason = await Promise.resolve().then(decode).catch(messageOf)
    expect(await said(thrown(invalidCheckpoint('/a b/c.checkpoint', String(reason))))).toEqual([
      '无法从 /a b/c.checkpoint 继续：quantbench checkpoint 应为版本 2，实际为 1',
      '请不带 --resume 启动，从头开始。',
    ])
    expect(await said(() => startProcess(at('nothing'), []))).toEqual([
      '程序 …/nothing（或其文件夹）不存在',
      '请检查它是否已安装且允许执行。',
    ])
    const locked = Object.assign(new Error("EACCES: permission denied, open '/a b'"), { code: 'EACCES' })
    expect(await said(thrown(fileError(locked, '/a b', 'read')))).toEqual([
      "/a b 无法读取（权限不足，EACCES：open '/a b'）",
      '请检查路径及其权限。',
    ])
  })

  it('tell what does not go together on a command line', async () => {
    expect(await said(() => refuseTensorRt('tensorrt', 'search'))).toEqual([
      'sensitivity 与 search 不能使用 --device tensorrt',
      expect.stringContaining('`quantbench eval --device tensorrt`'),
    ])
    expect((await said(() => readRecipe(file('r.json', '{'))))[0]).toMatch(
      /^…\/r\.json：应为 JSON 格式的配方（/,
    )
    const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    command.option('--batch <n>', 'images a run', integerOption(1))
    const parse = () => command.parse(['--batch', '0'], { from: 'user' })
    const complaint = await Promise.resolve().then(parse).catch(messageOf)
    expect(CHINESE.failure(String(complaint).replace(/^error: /, ''))).toBe(
      '选项 --batch <n> 的值 0 无效。应为不小于 1 的整数。',
    )
  })
})
