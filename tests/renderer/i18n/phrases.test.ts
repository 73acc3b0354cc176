import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { recogniseFamily } from '../../../src/main/detect/detect-family.ts'
import { loadModel } from '../../../src/main/onnx/decode.ts'
import modelsZh from '../../../src/renderer/i18n/messages/models.zh.ts'
import { CHINESE } from '../../../src/shared/phrases/chinese.ts'
import { FAILURES_ZH } from '../../../src/shared/phrases/failures/failures.zh.ts'
import { translator } from '../../../src/shared/phrases/translate.ts'
import { COVERED } from '../support/phrase-sources/covered.ts'
import { textsIn } from '../support/source-texts.ts'

const MAIN = join(import.meta.dirname, '../../../src/main')
describe("the engine's sentences in Chinese", () => {
  it.each(COVERED)('are all there: $catalogue', ({ phrases, files, unseen = [], ...options }) => {
    const known = phrases.flatMap((each) => Object.keys(each))
    const lacking = files.flatMap((file) =>
      textsIn(file, options)
        .filter((text) => !unseen.includes(text) && !known.some((each) => each.includes(text)))
        .map((text) => `${file}: ${text}`),
    )
    expect(lacking).toEqual([])
  })

  it.each(COVERED)('use what they name and are Chinese: $catalogue', ({ phrases }) => {
    for (const [english, chinese] of phrases.flatMap((each) => Object.entries(each))) {
      const named = [...english.matchAll(/\{(\w+)/g)].map(([, name]) => name)
      const used = [...chinese.matchAll(/\{(\w+)/g)].map(([, name]) => name)
      expect(used.toSorted(), english).toEqual(named.toSorted())
      expect(chinese.replaceAll(/\{\w+\}/g, ''), english).toMatch(/[\p{Script=Han}：；，（]/u)
    }
  })

  it('has every kind of a dataset’s problems', () => {
    const source = readFileSync(join(MAIN, 'data/dataset-problems.ts'), 'utf8')
    const kinds = [...source.matchAll(/^ {2}'([a-z-]+)': \{$/gm)].map(([, kind]) => kind)
    expect(kinds.length).toBeGreaterThan(20)
    expect(kinds.filter((kind) => !(kind in modelsZh.problemKinds))).toEqual([])
  })

  it('leave names, codes and numbers as they are', () => {
    expect(CHINESE.doctor('5 runs, 12.0 MB at /home/a b')).toBe('/home/a b 有 5 个运行，12.0 MB')
    expect(CHINESE.doctor('10.3.0 at /opt/trt/bin/trtexec (the usual places)')).toBe(
      '10.3.0，/opt/trt/bin/trtexec（常见位置）',
    )
    expect(CHINESE.doctor('is in the runtime, but it was interrupted (SIGINT)')).toBe(
      '运行时含此 provider，但被中断（SIGINT）',
    )
    expect(CHINESE.doctor('not found by the loader: libcudart.so.12, libcudnn.so.9')).toBe(
      '加载器找不到：libcudart.so.12、libcudnn.so.9',
    )
    expect(CHINESE.run('Other processes took 64 % of the processors on average, 90 % at most.')).toBe(
      '其他进程平均占用 64% 的处理器，最高 90%。',
    )
    expect(CHINESE.run('a.onnx is built from the copy without Q/DQ, for comparison.')).toBe(
      'a.onnx 由去掉 Q/DQ 的副本构建，用于对比。',
    )
    expect(
      CHINESE.run('7: 3 float, add=residual, cost 3: AP 0.31000, agreement 0.97000, meets the target'),
    ).toBe('7：3 个浮点，add=residual，代价 3：AP 0.31000，一致性 0.97000，达到目标')
    expect(CHINESE.dataset('annotation 7 of a.jpg: 1 2 3 4 in 640×480')).toBe(
      'a.jpg 的标注 7：1 2 3 4，图像 640×480',
    )
    expect(CHINESE.store('ab12 is missing: model.onnx of run 01H')).toBe(
      'ab12 已丢失：运行 01H 的 model.onnx',
    )
  })

  it('say what failed and what to do about it', () => {
    expect(CHINESE.failure('/a/b.onnx is a PNG image, not an ONNX model')).toBe(
      '/a/b.onnx 是 PNG 图像，不是 ONNX 模型',
    )
    expect(CHINESE.failure('/a/b.onnx: The model has no output (and 2 more)')).toBe(
      '/a/b.onnx：模型没有输出（另有 2 处）',
    )
    expect(CHINESE.remedy('Known: yolov5: [N, boxes, 5 + classes]')).toBeNull()
    expect(CHINESE.job('Sensitivity by block: a.onnx')).toBe('按模块的敏感度：a.onnx')
    expect(CHINESE.engine('input 0: int8 chw4 → fp16 linear')).toBe('输入 0：int8 chw4 → fp16 linear')
  })

  it('have what a model is recognised by, part by part', () => {
    const model = loadModel(join(MAIN, '../../resources/demo/detector.onnx'))
    const { reason } = recogniseFamily(model)
    expect(CHINESE.detection(reason)).toBe(
      'output0 [N, 4032, 17]：步长 8、16、32 的每个格点有 3 个框，12 个类别；视为以像素计的已解码框；输入 256 × 256（由模型固定）',
    )
    const title = 'YOLOX'
    const other = 'output0 [N, 84, 17] has 1 box for each cell of strides 8, 16 and 12 classes'
    expect(
      CHINESE.detection(
        `${title} would fit too (0.50): ${other}; nothing else speaks for or against it, boxes decoded`,
      ),
    ).toBe(
      '也可能是 YOLOX（0.50）：output0 [N, 84, 17]：步长 8、16 的每个格点有 1 个框，12 个类别；没有其他佐证或反证，框已解码',
    )
  })
})

/** Verbs that no page and no job runs. */
const TERMINAL = /^cli\/verbs\/(inspect|serve|engine\/explain|runs\/\w+|store\/check)\.ts$/

describe('failures in Chinese', () => {
  /** A sentence with something standing at each of its places. */
  const filled = (text: string) =>
    text.replaceAll(/\{(\w+)(\|[^}]*)?\}/g, (_, name: string, noun?: string) =>
      noun === undefined ? `⟦${name}⟧` : `3 ${noun.slice(1)}s`,
    )
  const counts = (english: string) => [...english.matchAll(/\{(\w+)\|/g)].map(([, name]) => name ?? '')

  it('are known for every failure but those of a terminal alone', () => {
    const covered = new Set(
      COVERED.filter(({ errors, onlyErrors }) => errors === true || onlyErrors === true).flatMap(
        ({ files }) => files,
      ),
    )
    const failing = globSync('**/*.ts', { cwd: MAIN })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) =>
        /new \w+Error\('[A-Z_]+'/.test(readFileSync(join(MAIN, file), 'utf8').replaceAll(/\(\s+/g, '(')),
      )
    expect(failing.length).toBeGreaterThan(100)
    expect(failing.filter((file) => !covered.has(file) && !TERMINAL.test(file))).toEqual([])
  })

  it('take no sentence for another', () => {
    const sentences = FAILURES_ZH.flatMap((phrases) => Object.entries(phrases))
    const first = new Map(sentences.toReversed())
    const taken = [...first].filter(([english, chinese]) => {
      const expected = counts(english).reduce((text, name) => text.replaceAll(`{${name}}`, '3'), chinese)
      return CHINESE.failure(filled(english)) !== filled(expected)
    })
    expect(taken.map(([english]) => english)).toEqual([])
  })
})

describe('phrase', () => {
  it('stays English in English and where a sentence is not known', async () => {
    vi.stubGlobal('window', {})
    onTestFinished(() => void vi.unstubAllGlobals())
    const { chooseLanguage } = await import('../../../src/renderer/i18n/i18n.ts')
    const { phrase } = await import('../../../src/renderer/i18n/phrases/phrase.ts')
    vi.stubGlobal('document', { documentElement: { lang: '' } })
    vi.stubGlobal('localStorage', { setItem: () => undefined })
    await chooseLanguage('en')
    expect(phrase('doctor', 'works')).toBe('works')
    await chooseLanguage('zh')
    expect(phrase('doctor', 'works')).toBe('可用')
    expect(phrase('doctor', 'something new')).toBe('something new')
  })
})

describe('translator', () => {
  it('fills in counts, lists and sentences within sentences; the first pattern that fits is taken', () => {
    const translate = translator(
      { '{what}: {n|box} in {names}': '{names}：{n}（{what}）', '{a}: {b}': '{a}－{b}' },
      { red: '红', 'a {size} car': '{size}车' },
    )
    expect(translate('a small car: 2 boxes in red, blue')).toBe('红、blue：2（small车）')
    expect(translate('one: 1 box in [2, 3]')).toBe('[2, 3]：1（one）')
    expect(translate('one: 1 box in 2, 3')).toBe('2、3：1（one）')
    expect(translate('one: 1 box in /a, b/c')).toBe('/a, b/c：1（one）')
    expect(translate('x: y: red')).toBe('x－y－红')
    expect(translate('nothing of the kind')).toBeNull()
  })

  it('leaves what is quoted or a shape as it is', () => {
    const translate = translator({
      'line {line} of [{shape}]: "{text}"': '[{shape}] {line}：“{text}”',
      red: '红',
    })
    expect(translate('line red of [1, 2]: "red"')).toBe('[1, 2] 红：“red”')
  })
})
