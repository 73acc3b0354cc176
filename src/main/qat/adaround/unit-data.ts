import { throwIfCancelled } from '../../base/cancel.ts'
import { QuantbenchError } from '../../base/errors.ts'
import type { StageContext } from '../../base/progress.ts'
import type { Tensor } from '../../base/tensor.ts'
import type { CalibrationInput } from '../../calib/collect.ts'
import { imageInput } from '../../onnx/image-input.ts'
import type { Model } from '../../onnx/model.ts'
import { openSession, type Session, type SessionOptions } from '../../session/session.ts'
import { tapModel } from '../../session/taps.ts'
import type { ReconstructionUnit } from './units.ts'

/** What a unit is fed with, by tensor name: one entry a run of its training graph, in memory that threads share. */
export interface UnitData {
  readonly inputs: readonly ReadonlyMap<string, Tensor>[]
  readonly targets: readonly ReadonlyMap<string, Tensor>[]
  /** Shapes of all of them for one run, by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>
}

export interface UnitDataOptions extends SessionOptions {
  /** Images to use at most. */
  readonly images: number
  /** Bytes that inputs and targets may take; decides how many of the images are used. */
  readonly memoryLimit: number
  /** Elements, inputs and targets together, that make a run worth its overhead; images are joined up to there. */
  readonly runElements: number
}

/** Operators of which a batch is computed image by image, so that images can be joined and taken apart. */
const BATCHED: ReadonlySet<string> = new Set([
  ...['Add', 'AveragePool', 'Clip', 'Conv', 'ConvTranspose', 'DequantizeLinear', 'Erf', 'GlobalAveragePool'],
  ...[
    'HardSigmoid',
    'HardSwish',
    'LeakyRelu',
    'MaxPool',
    'Mul',
    'QuantizeLinear',
    'Relu',
    'Resize',
    'Sigmoid',
  ],
  ...['Softplus', 'Tanh'],
])

function isBatched({ nodes }: ReconstructionUnit): boolean {
  return [...nodes].every(
    (node) => BATCHED.has(node.opType) || (node.is('Concat') && Number(node.attributes.get('axis')?.i) === 1),
  )
}

/** One side of a unit: the model that computes its tensors, and those that are the image itself. */
class Source {
  private readonly session: Session | null
  private readonly names: readonly string[]
  private readonly input: string

  private constructor(session: Session | null, names: readonly string[], input: string) {
    this.session = session
    this.names = names
    this.input = input
  }

  static async open(model: Model, names: readonly string[], options: SessionOptions): Promise<Source> {
    const input = imageInput(model).name
    const computed = names.filter((name) => name !== input)
    const session = computed.length === 0 ? null : await openSession(tapModel(model, computed), options)
    return new Source(session, names, input)
  }

  async run(image: Tensor): Promise<Map<string, Tensor>> {
    const found = (await this.session?.run({ [this.input]: image })) ?? {}
    return new Map(this.names.map((name) => [name, name === this.input ? image : found[name]]))
  }

  async close(): Promise<void> {
    await this.session?.close()
  }
}

/**
 * Runs images through both models as far as a unit: what comes in is the quantized model's as it is by then, what
 * should go out is the float model's on the same image (AdaRound's asymmetric reconstruction).
 * Throws CALIBRATION where no image came, CANCELLED, GRAPH_EDIT where the float model lacks a tensor, and what sessions
 * throw.
 */
export async function unitData(
  quantized: Model,
  float: Model,
  unit: ReconstructionUnit,
  images: CalibrationInput,
  options: UnitDataOptions,
  { signal }: StageContext = {},
): Promise<UnitData> {
  const names = (values: readonly { name: string }[]) => values.map(({ name }) => name)
  const before = await Source.open(quantized, names(unit.inputs), options)
  try {
    const after = await Source.open(float, names(unit.outputs), options)
    try {
      const collector = new UnitCollector(options)
      const each = imageInput(quantized).batch ?? 1
      for await (const { input, release } of images(each, 0, options.images)) {
        throwIfCancelled(signal)
        if (input.dims[0] === each) collector.add(await before.run(input), await after.run(input))
        release()
        if (collector.isFull) break
      }
      return collector.finish(isBatched(unit))
    } finally {
      await after.close()
    }
  } finally {
    await before.close()
  }
}

type Tensors = ReadonlyMap<string, Tensor>

/** Takes what the models give, image by image, until the memory is full. */
class UnitCollector {
  private readonly options: UnitDataOptions
  private readonly inputs: Tensors[] = []
  private readonly targets: Tensors[] = []
  private elements = 0

  constructor(options: UnitDataOptions) {
    this.options = options
  }

  get isFull(): boolean {
    return 4 * this.elements * (this.inputs.length + 1) > this.options.memoryLimit && this.inputs.length > 0
  }

  add(inputs: Tensors, targets: Tensors): void {
    this.inputs.push(joined([inputs]))
    this.targets.push(joined([targets]))
    this.elements = [...inputs.values(), ...targets.values()].reduce((sum, { data }) => sum + data.length, 0)
  }

  /** What was taken, images joined where that makes runs worth their overhead. */
  finish(joinable: boolean): UnitData {
    const [count, most] = [this.inputs.length, Math.floor(this.options.runElements / this.elements)]
    if (count === 0) {
      throw new QuantbenchError('CALIBRATION', 'Expected images to learn the rounding from, got none', {
        wayOut: 'Check the folder given for calibration.',
      })
    }
    // A quarter of the images a run at most leaves something to vary the steps by.
    const join = joinable ? largestDivisor(count, Math.min(most, count / 4)) : 1
    const inputs = join === 1 ? this.inputs : inGroups(this.inputs, join)
    const targets = join === 1 ? this.targets : inGroups(this.targets, join)
    const shapes = [...inputs[0], ...targets[0]].map(([name, { dims }]) => [name, dims] as const)
    return { inputs, targets, shapes: new Map(shapes) }
  }
}

function largestDivisor(of: number, limit: number): number {
  let divisor = Math.max(1, Math.floor(limit))
  while (of % divisor !== 0) divisor--
  return divisor
}

function inGroups(all: readonly Tensors[], size: number): Tensors[] {
  return Array.from({ length: all.length / size }, (_, group) =>
    joined(all.slice(group * size, (group + 1) * size)),
  )
}

/** Copies in shared memory, put together along the batch axis. */
function joined(parts: readonly Tensors[]): Tensors {
  return new Map(
    Array.from(
      parts[0],
      ([
        name,
        {
          dims,
          data: { length },
        },
      ]) => {
        const data = new Float32Array(new SharedArrayBuffer(4 * length * parts.length))
        parts.forEach((part, place) => data.set(part.get(name)?.data ?? [], place * length))
        return [name, { data, dims: [dims[0] * parts.length, ...dims.slice(1)] }]
      },
    ),
  )
}
