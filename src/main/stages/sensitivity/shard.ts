import type { Tensor } from '../../base/tensor.ts'
import { openSession, type Session } from '../../session/session.ts'
import { heldName } from './graph-cuts.ts'
import type { NamedOutputs, ShardReply, ShardRequest, ShardSetup } from './shard-messages.ts'

/** Tensors of some images, and a model to run on them. */
export class Shard {
  private readonly setup: ShardSetup
  private readonly held = new Map<number, Map<string, Tensor>>()
  private session: Session | null = null

  constructor(setup: ShardSetup) {
    this.setup = setup
  }

  async answer(request: ShardRequest): Promise<ShardReply> {
    switch (request.kind) {
      case 'hold':
        this.held.set(request.item, new Map(Object.entries(request.tensors)))
        return this.reply(request.item)
      case 'open':
        await this.session?.close()
        this.session = null
        this.session = await openSession(request.bytes, {
          ...this.setup.session,
          planMemory: request.planMemory,
        })
        return this.reply(null)
      case 'run': {
        const { outputs, milliseconds } = await this.run(
          new Map([...this.heldOf(request.item), ...Object.entries(request.given ?? {})]),
        )
        return { ...this.reply(request.item), outputs: copied(outputs), milliseconds }
      }
      case 'advance':
        return this.advance(request.item, request.retain)
      case 'feed': {
        const { outputs, milliseconds } = await this.run(new Map(Object.entries(request.tensors)))
        return { ...this.reply(null), outputs: copied(outputs), milliseconds }
      }
    }
  }

  private async advance(item: number, retain: readonly string[]): Promise<ShardReply> {
    const before = this.heldOf(item)
    const { outputs, milliseconds } = await this.run(before)
    const after = new Map([...before].filter(([name]) => retain.includes(name)))
    for (const [name, tensor] of Object.entries(outputs)) after.set(name, tensor)
    this.held.set(item, after)
    return { ...this.reply(item), milliseconds }
  }

  private heldOf(item: number): ReadonlyMap<string, Tensor> {
    const tensors = this.held.get(item)
    if (tensors === undefined) throw new Error(`nothing is held of item ${item}`)
    return tensors
  }

  private async run(
    tensors: ReadonlyMap<string, Tensor>,
  ): Promise<{ outputs: NamedOutputs; milliseconds: number }> {
    const { session } = this
    if (session === null) throw new Error('no model is open')
    const feeds = Object.fromEntries(
      session.inputs.flatMap(({ name }) => {
        const tensor = tensors.get(heldName(name))
        return tensor === undefined ? [] : [[name, tensor]]
      }),
    )
    const started = performance.now()
    const outputs = await session.run(feeds)
    return { outputs, milliseconds: performance.now() - started }
  }

  private reply(item: number | null): ShardReply {
    const tensors = item === null ? undefined : this.held.get(item)
    const bytes = [...(tensors?.values() ?? [])].reduce((sum, { data }) => sum + data.byteLength, 0)
    return { outputs: {}, bytes, milliseconds: 0 }
  }
}

/** Outputs in memory of their own: the runtime's cannot go to another thread. */
function copied(outputs: NamedOutputs): NamedOutputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => [name, { data: data.slice(), dims }]),
  )
}
