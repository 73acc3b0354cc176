import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Uploads } from '../../../src/main/api/uploads.ts'
import { checkInputs, describeInput } from '../../../src/main/jobs/job-input.ts'
import { readBundle } from '../../../src/main/runs/bundle-read.ts'
import { ownIdentity } from '../../../src/main/runs/process-identity.ts'
import { requireDatabase } from '../../../src/main/runs/read-only-database.ts'
import type { Store } from '../../../src/main/runs/store.ts'
import { requireSame } from '../../../src/main/stages/checkpoint.ts'
import { requireFit } from '../../../src/main/stages/input-fit.ts'
import { budgetTooLarge } from '../../../src/main/stages/search/impossible.ts'
import { failedRun, tookTooLong } from '../../../src/main/stages/trtexec-failure.ts'
import { parseVariants } from '../../../src/main/stages/variants.ts'
import { SafeRoots } from '../../../src/main/web/safe-roots.ts'
import { CHINESE } from '../../../src/shared/phrases/chinese.ts'
import { temporaryFolder, temporaryStore } from '../../main/runs/temporary-store.ts'
import { tinyDetector } from '../../support/tiny-detector.ts'
import { saidInChinese as said } from '../support/said-in-chinese.ts'

/** What the float model itself comes to. */
const FLOAT = { AP: 0.31523, AP50: 0.5, agreement: 1, overlap: 1, sqnr: Infinity, images: 79 }

const thrown = (error: unknown) => said(() => Promise.reject(error))

describe('what stages fail with', () => {
  it('says which variants there are, and what an impossible budget costs', async () => {
    expect(await said(() => parseVariants('fp32,qat:mse,ptq:max'))).toEqual([
      '变体应形如 fp32,fp16,ptq:max,ptq:percentile,ptq:mse,ptq:entropy，实际为 qat:mse（它以 ptq:mse 为起点，但列表中没有）',
      '可选 fp32、fp16、ptq:METHOD（METHOD 为 max、percentile、mse、entropy；percentile@99.9 可指定百分位）、qat 或 qat:METHOD。',
    ])
    const costs = { kind: 'layers', unit: 'layers', base: 0, units: {}, source: '' } as const
    expect(await thrown(budgetTooLarge(90, 62, costs, FLOAT))).toEqual([
      '预算应低到需要量化，实际为 90 层：浮点模型需要 62 层，AP 为 0.31523',
      '请直接使用浮点模型，或降低预算。',
    ])
  })

  it('says how many images a model takes, and of which size', async () => {
    expect(await said(() => requireFit(tinyDetector(), { batch: 8 }))).toEqual([
      '模型每次运行接收 1 张图像（输入 images），而不是 8 张',
      '请使用 --batch 1，或导出 batch 轴为动态的模型。',
    ])
    expect(await said(() => requireFit(tinyDetector(), { rect: true }))).toEqual([
      '矩形批次需要动态轴；输入 images 固定为 64 × 64',
      '请去掉 --rect，或导出高和宽为动态的模型。',
    ])
  })

  it('says what differs from the work that is to go on', async () => {
    const hash = 'ab12'.repeat(16)
    const work = () => requireSame('/tmp/a b.log', { model: hash, seed: '1' }, { model: hash, batch: '4' })
    expect(await said(work)).toEqual([
      '无法从 /tmp/a b.log 继续：seed 原为 1，现为 无；batch 原为 无，现为 4',
      '请不带 --resume 启动，从头开始。',
    ])
  })

  it('says why trtexec failed, with the line of its log', async () => {
    const run = { label: 'a.onnx', purpose: 'build', log: '' } as const
    const line = 'Cuda failure 2 in line 12 of /a b/c.cpp'
    const failure = {
      kind: 'out-of-memory',
      explanation: 'The GPU ran out of memory',
      line,
      wayOut: '',
    } as const
    expect(await thrown(failedRun(run, failure, { code: 1, signal: null }))).toEqual([
      `a.onnx：GPU 显存不足（“${line}”）`,
      null,
    ])
    expect(await thrown(failedRun(run, undefined, { code: null, signal: 'SIGSEGV' }))).toEqual([
      'a.onnx：trtexec 未能完成：原生代码崩溃（SIGSEGV）',
      '请查看日志；再运行一次可知是否重现。',
    ])
    expect(await thrown(tookTooLong(run, 90_000))).toEqual([
      'a.onnx：trtexec 运行 90 秒后被结束（构建）',
      '请用 --timeout 延长时限，或在日志中查看它停在何处。',
    ])
  })
})

describe('what the store and jobs fail with', () => {
  it('says what is wrong with a bundle', async () => {
    const path = join(temporaryFolder(), 'a.bundle')
    writeFileSync(path, 'something else\n')
    expect(await said(() => readBundle(path, temporaryFolder()))).toEqual([
      `${path} 不是可用的运行包：文件开头不是运行包`,
      '请重新导出，或从来源处重新复制。',
    ])
    expect(await said(() => requireDatabase('/no/store.sqlite'))).toEqual([
      '/no/store.sqlite 不存在：该处还没有存储任何内容',
      '请检查 --home 和 QUANTBENCH_HOME，或先创建一个运行。',
    ])
  })

  it('says which input has changed since a job was queued', async () => {
    const path = join(temporaryFolder(), 'model.onnx')
    writeFileSync(path, '1234')
    const inputs = [await describeInput('model', path)]
    writeFileSync(path, '12345')
    expect(await said(() => checkInputs({ inputs }))).toEqual([
      `${path}（model）在任务排队后发生了变化：原为 4 字节，现为 5 字节`,
      '请恢复该文件，或以现在的文件重新新建任务。',
    ])
  })

  it('says in which state a job is, and of which other one it had the failure', async () => {
    const store = temporaryStore()
    const first = add(store, 'ptq a.onnx')
    const second = add(store, 'b', [first])
    expect(await said(() => store.jobs.remove([first]))).toEqual([
      `任务 ${first} 尚未结束，或有排队中的任务依赖它`,
      '请先取消未结束的任务。',
    ])
    const job = store.jobs.claim({ gpu: 1, cpu: 1 }, ownIdentity())
    const message = '/a/b.onnx does not exist'
    store.jobs.finish(first, job?.attempt ?? 0, {
      kind: 'failed',
      error: { code: 'FILE_NOT_FOUND', message, wayOut: null },
    })
    expect(CHINESE.failure(store.jobs.summary(second).error?.message ?? '')).toBe(
      '所依赖的任务“ptq a.onnx”失败：/a/b.onnx 不存在',
    )
    expect(await said(() => store.jobs.ask(second, 'cancel'))).toEqual([
      `应为尚未结束的任务，${second} 的状态为失败`,
      '没有可停止的内容。',
    ])
  })
})

describe('what the interface is refused', () => {
  it('says what is wrong with a path', async () => {
    expect(await said(() => new SafeRoots().resolve('/data/../etc'))).toEqual([
      '路径应在已打开的文件夹之内，实际为“.”或“..”路径段：/data/../etc',
      '请先在工作台中打开该文件所在的文件夹。',
    ])
  })

  it('says which piece of an upload is expected', async () => {
    const uploads = new Uploads(temporaryFolder())
    const id = await uploads.begin([{ name: 'm.onnx', size: 10 }])
    expect(await said(() => uploads.append(id, 0, 4, Buffer.from('abc')))).toEqual([
      'm.onnx（共 10 字节）接下来应为第 0 字节，实际为 4',
      '请重新拖入文件。',
    ])
    expect(await said(() => uploads.finish(id))).toEqual([
      'm.onnx 应有 10 字节，实际为 0',
      '请重新拖入文件。',
    ])
  })
})

function add(store: Store, title: string, needs: string[] = []): string {
  const job = { kind: 'ptq', title, specification: {}, gpu: false, cpu: 1, resumable: false, needs }
  return store.jobs.create(job).id
}
