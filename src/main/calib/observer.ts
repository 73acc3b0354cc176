import { sizeOf, type Tensor } from '../base/tensor.ts'
import { openSession, type Session } from '../session/session.ts'
import { countBins } from './bin-counter.ts'
import { Histogram } from './histogram.ts'
import type { HistogramStates, ObserverReply, ObserverRequest, ObserverSetup } from './observer-messages.ts'

type Activations = Readonly<Record<string, Tensor>>

/** Runs a model's tapped parts and counts their activations, all in one thread. */
export class Observer {
  private readonly sessions: readonly Session[]
  private readonly setup: Pick<ObserverSetup, 'inputName' | 'takesInput'>
  private readonly buffers: Record<string, Tensor>[]
  private readonly ranges = new Map<string, number>()
  private readonly histograms = new Map<string, Histogram>()
  private held: Activations[] = []

  private constructor(sessions: readonly Session[], setup: ObserverSetup) {
    this.sessions = sessions
    this.setup = setup
    this.buffers = sessions.map(() => ({}))
  }

  /** Throws MODEL_REJECTED, DEVICE_MISSING. */
  static async open(setup: ObserverSetup): Promise<Observer> {
    const sessions: Session[] = []
    for (const model of setup.models) sessions.push(await openSession(model, setup.session))
    return new Observer(sessions, setup)
  }

  async answer(request: ObserverRequest): Promise<ObserverReply> {
    switch (request.kind) {
      case 'reach':
        return this.reach(request.input, request.hold)
      case 'ranges':
        return { kind: 'ranges', ranges: this.ranges }
      case 'count-held':
        return this.countHeld(request.ranges)
      case 'count':
        return this.count(request.input)
      case 'states':
        return { kind: 'states', states: this.states() }
      case 'restore':
        return this.restore(request.states)
    }
  }

  private async reach(input: Tensor, hold: boolean): Promise<ObserverReply> {
    const started = performance.now()
    const feeds = { [this.setup.inputName]: input }
    const all: Activations[] = this.setup.takesInput ? [feeds] : []
    for (const [index, session] of this.sessions.entries()) {
      // The last of these serve as buffers once they are counted.
      this.buffers[index] = await session.run(feeds)
      all.push(this.buffers[index])
    }
    const forwardMs = performance.now() - started
    for (const [tensor, { data }] of all.flatMap(Object.entries<Tensor>)) {
      this.ranges.set(tensor, Math.max(this.ranges.get(tensor) ?? 0, largestMagnitude(data)))
    }
    if (hold) this.held.push(...all)
    return { kind: 'done', forwardMs }
  }

  private countHeld(ranges: ReadonlyMap<string, number>): ObserverReply {
    for (const [tensor, max] of ranges) {
      const histogram = new Histogram()
      histogram.reach(max)
      this.histograms.set(tensor, histogram)
    }
    for (const activations of this.held) this.add(activations)
    this.held = []
    return { kind: 'done', forwardMs: 0 }
  }

  private async count(input: Tensor): Promise<ObserverReply> {
    const feeds = { [this.setup.inputName]: input }
    let forwardMs = 0
    if (this.setup.takesInput) this.add(feeds)
    for (const [index, session] of this.sessions.entries()) {
      const started = performance.now()
      const activations = await this.activations(session, feeds, index)
      forwardMs += performance.now() - started
      this.add(activations)
    }
    return { kind: 'done', forwardMs }
  }

  /** Runs into buffers that are used again and again; new ones for another shape, as a smaller last batch has it. */
  private async activations(session: Session, feeds: Activations, index: number): Promise<Activations> {
    const [batch] = feeds[this.setup.inputName].dims
    const kept = this.buffers[index]
    const fits = Object.values(kept).every(({ dims }) => dims[0] === batch) && Object.keys(kept).length > 0
    if (!fits) {
      const fresh = await session.run(feeds)
      this.buffers[index] = Object.fromEntries(
        Object.entries(fresh).map(([name, { dims }]) => [
          name,
          { data: new Float32Array(sizeOf(dims)), dims },
        ]),
      )
      return fresh
    }
    await session.runInto(feeds, kept)
    return kept
  }

  private add(activations: Activations): void {
    for (const [tensor, { data }] of Object.entries(activations)) this.histograms.get(tensor)?.add(data)
  }

  private restore(states: HistogramStates): ObserverReply {
    for (const [tensor, state] of states) this.histograms.set(tensor, new Histogram(state))
    return { kind: 'done', forwardMs: 0 }
  }

  private states(): HistogramStates {
    return new Map(
      Array.from(this.histograms, ([tensor, { width, counts, max, nan, infinite }]) => [
        tensor,
        { width, counts, max, nan, infinite },
      ]),
    )
  }
}

/** Largest finite |x|. */
function largestMagnitude(data: Float32Array): number {
  const pass = countBins(data, 1, 1)
  pass.discard()
  if (Number.isFinite(pass.max)) return pass.max
  const finite = new Histogram()
  finite.add(data)
  return finite.max
}
