import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { experimentArgv } from '../../../src/main/api/experiments/experiment-argv.ts'
import { VERBS } from '../../../src/main/cli/verbs.ts'
import { DEVICES } from '../../../src/main/session/devices.ts'
import { experimentSchema, type ExperimentInput } from '../../../src/shared/contract/experiment.ts'
import { deviceSchema } from '../../../src/shared/contract/values.ts'

function argv(input: ExperimentInput): string[] {
  return experimentArgv(experimentSchema.parse(input))
}

const folder = { dir: '/data/coco', split: 'val2017' }

/** Every setting of every kind, none as it is by default. */
const FULL: ExperimentInput[] = [
  {
    kind: 'run',
    model: '/m/a.onnx',
    data: folder,
    images: 40,
    batch: 2,
    calib: { dir: '/data/calib', split: 'train' },
    calibImages: 30,
    variants: ['fp32', 'ptq:mse', 'qat'],
    recipe: {
      percentile: 99.9,
      rules: false,
      add: 'residual',
      headFloat: 'on',
      exclude: ['model\\.24\\.', 'model\\.0'],
      only: ['model'],
      concatInputs: true,
      weights: 'mse',
      sharedAmax: 'max',
      match: [['model.1', 'model.2']],
    },
    qatPreset: 'long',
    qatIters: 20,
    train: { dir: '/data/train' },
    repeats: 0,
    device: 'cuda',
    threads: 3,
    seed: 7,
  },
  { kind: 'demo', qatIters: 10, images: 20, device: 'cpu', threads: 1, seed: 2 },
  {
    kind: 'eval',
    model: '/m/a.onnx',
    data: { annotations: '/d/a.json', images: '/d/i' },
    images: 9,
    batch: 4,
  },
  { kind: 'eval', model: '/m/a.onnx', data: folder },
  {
    kind: 'ptq',
    model: '/m/a.onnx',
    calib: folder,
    calibImages: 30,
    recipe: { method: 'percentile', percentile: 99.5, add: 'both' },
    fp16: true,
    adaround: true,
    biasCorrection: true,
    out: '/m/q.onnx',
  },
  { kind: 'fp16', model: '/m/a.onnx', out: '/m/h.onnx' },
  {
    kind: 'qat',
    model: '/m/a.onnx',
    parent: '/m/q.onnx',
    train: folder,
    trainImages: 50,
    data: folder,
    images: 20,
    training: { preset: 'short', iters: 8, epochs: 2, batch: 2, lr: 1e-5, lsq: true, patience: 1 },
    out: '/m/t.onnx',
  },
  { kind: 'bench', models: ['/m/a.onnx', '/m/q.onnx'], batch: 2, repeats: 12 },
  {
    kind: 'trtexec',
    models: ['/m/a.onnx', '/m/q.onnx'],
    precision: 'int8-implicit',
    calibCache: '/m/a.cache',
    besideFp16: false,
    batch: 4,
    repeats: 3,
    duration: 2,
    streams: 2,
    workspace: 4096,
    tf32: false,
    cudaGraph: false,
    transfers: true,
    rebuild: true,
  },
  { kind: 'trtexec', models: ['/m/a.onnx'], preset: 'seed', calib: folder, calibImages: 30 },
  {
    kind: 'sensitivity',
    model: '/m/a.onnx',
    data: folder,
    images: 40,
    batch: 2,
    calib: folder,
    calibImages: 30,
    recipe: { method: 'entropy', exclude: ['model\\.0'] },
    analysis: {
      mode: 'fast',
      by: 'layer',
      metric: 'sqnr',
      parts: 'weights',
      cumulative: 'all',
      fastMethod: 'sqnr',
      fastImages: 8,
      verify: 0,
      early: true,
      top: 5,
    },
  },
  {
    kind: 'sensitivity',
    model: '/m/a.onnx',
    data: folder,
    calib: folder,
    recipe: {},
    analysis: { cumulative: 3 },
  },
  {
    kind: 'search',
    model: '/m/a.onnx',
    data: folder,
    images: 40,
    batch: 2,
    calib: folder,
    calibImages: 30,
    recipe: { method: 'entropy', headFloat: 'off' },
    search: {
      target: { kind: 'budget', most: 3 },
      cost: 'flops',
      by: 'block',
      order: 'first-order',
      choose: ['add', 'bias'],
      stopEarly: true,
      maxPoints: 9,
      minutes: 5,
    },
  },
]

/** The verb of a kind. */
const VERB_OF: Partial<Record<string, string>> = { trtexec: 'bench' }

describe('experimentArgv', () => {
  it('writes only what differs from the defaults', () => {
    expect(argv({ kind: 'demo' })).toEqual(['demo'])
    expect(
      argv({ kind: 'run', model: '/a.onnx', data: { dir: '/d' }, variants: ['fp32', 'fp16'], recipe: {} }),
    ).toEqual(['run', '/a.onnx', '--data', '/d', '--variants', 'fp32,fp16'])
    expect(argv({ kind: 'ptq', model: '/a.onnx', calib: { dir: '/c' }, recipe: {}, out: '/q.onnx' })).toEqual(
      ['ptq', '/a.onnx', '--calib', '/c', '--method', 'mse', '--out', '/q.onnx'],
    )
  })

  it('writes every setting that is given', () => {
    expect(argv(FULL[0]).join(' ')).toBe(
      'run /m/a.onnx --data /data/coco --split val2017 --images 40 --calib /data/calib --calib-split train ' +
        '--calib-images 30 --variants fp32,ptq:mse,qat --train /data/train --percentile 99.9 --rules off ' +
        '--add residual --head-float on --exclude model\\.24\\. --exclude model\\.0 --only model --concat-inputs ' +
        '--weights mse --shared-amax max --match model.1=model.2 --qat-preset long --qat-iters 20 --batch 2 --repeats 0 --device cuda --threads 3 --seed 7',
    )
    expect(argv(FULL[6]).join(' ')).toBe(
      'qat /m/a.onnx --parent /m/q.onnx --train /data/coco --train-split val2017 --train-images 50 ' +
        '--data /data/coco --split val2017 --images 20 --preset short --iters 8 --epochs 2 --batch 2 --lr 0.00001 ' +
        '--lsq --patience 1 --out /m/t.onnx',
    )
  })

  it.each(deviceSchema.options)('has the command line take the device %s', (device) => {
    expect(argv({ kind: 'demo', device }).slice(1)).toEqual(device === 'auto' ? [] : ['--device', device])
    expect(DEVICES).toContain(device)
  })

  it('says what a search is to reach in the flag of its target', () => {
    const given = {
      kind: 'search',
      model: '/a.onnx',
      data: { dir: '/d' },
      calib: { dir: '/c' },
      recipe: {},
    } as const
    const start = ['search', '/a.onnx', '--data', '/d', '--calib', '/c', '--method', 'mse']
    const of = (target: Extract<ExperimentInput, { kind: 'search' }>['search']['target']) =>
      argv({ ...given, search: { target } })
    expect(of({ kind: 'drop', most: 0.005 })).toEqual([...start, '--max-drop', '0.005'])
    expect(of({ kind: 'agreement', least: 0.9 })).toEqual([...start, '--min-agreement', '0.9'])
    expect(of({ kind: 'budget', most: 4 })).toEqual([...start, '--max-cost', '4'])
  })

  it.each(['a.onnx', './a.onnx', '../a.onnx', 'C:a.onnx', ''])(
    'takes no path that depends on a folder: %j',
    (model) => {
      expect(experimentSchema.safeParse({ kind: 'fp16', model, out: '/m/h.onnx' }).success).toBe(false)
    },
  )

  it.each(['/a.onnx', 'C:\\\\a.onnx', 'C:/a.onnx', '\\\\\\\\host\\\\a.onnx'])('takes %j', (model) => {
    expect(experimentSchema.safeParse({ kind: 'fp16', model, out: '/m/h.onnx' }).success).toBe(true)
  })

  it.each(FULL.map((input) => [input.kind, input] as const))(
    '%s is a command line that exists',
    (kind, input) => {
      const words = argv(input)
      const verb = VERB_OF[kind] ?? kind
      const command = commandOf(verb)
      expect(words[0]).toBe(verb)
      let values: string[] = []
      command.action((...given) => {
        values = given.slice(0, -2).flat()
      })
      command.exitOverride()
      // Throws for an unknown flag, a missing value or a value that the flag refuses.
      command.parse(words.slice(1), { from: 'user' })
      expect(values.length).toBe('models' in input ? input.models.length : kind === 'demo' ? 0 : 1)
    },
  )
})

/** The real command of a verb with the flags that every verb takes, without its action. */
function commandOf(name: string): Command {
  const program = new Command()
  for (const verb of VERBS) {
    verb.register(program, (command) => {
      command.option('--device <name>').option('--threads <n>').option('--seed <n>')
      return () => {
        throw new Error('Expected that nothing runs')
      }
    })
  }
  const found = program.commands.find((command) => command.name() === name)
  if (found === undefined) throw new Error(`There is no verb ${name}`)
  return found
}
