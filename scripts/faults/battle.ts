import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../../src/main/base/random.ts'
import { checkHome } from '../../src/main/runs/check.ts'
import { isDamage } from '../../src/main/runs/store-findings.ts'
import { openStore } from '../../src/main/runs/store.ts'
import type { JobDetail } from '../../src/shared/contract/job.ts'
import type { EngineClient } from '../support/engine-client.ts'
import { startEngineProcess, type EngineProcess } from '../support/engine-process.ts'
import type { Scenario } from './scenario.ts'
import type { Tally } from './tally.ts'

/** A job under way, and the scenario that it is of. */
interface Round {
  scenario: Scenario
  number: number
  job: string
}

export interface BattleOptions {
  home: string
  random: Random
  tally: Tally
  /** What comes of each scenario in peace. */
  expected: ReadonlyMap<string, string>
  /** A file of runs to import. */
  bundle: string
  /** Kills come after at most so many milliseconds. */
  peaceMs: number
}

/** A bundle is imported in so many rounds out of a hundred. */
const IMPORTS_PERCENT = 35

/**
 * An engine that works on jobs while it and they are killed at random moments. After each kill the store must open
 * unharmed and hold every run that was told of; every job must end as if nothing had happened.
 */
export class Battle {
  private readonly home: string
  private readonly random: Random
  private readonly tally: Tally
  private readonly expected: ReadonlyMap<string, string>
  private readonly bundle: string
  private readonly peaceMs: number
  private readonly reported = new Set<string>()
  private rounds: Round[] = []
  private nextNumber = 1
  private engine: EngineProcess

  private constructor(engine: EngineProcess, options: BattleOptions) {
    this.engine = engine
    this.home = options.home
    this.random = options.random
    this.tally = options.tally
    this.expected = options.expected
    this.bundle = options.bundle
    this.peaceMs = options.peaceMs
  }

  static async begin(options: BattleOptions): Promise<Battle> {
    const battle = new Battle(await startEngineProcess(options.home), options)
    battle.listen()
    return battle
  }

  async fight(scenarios: readonly Scenario[], kills: number): Promise<void> {
    while (this.tally.total < kills) {
      for (const scenario of scenarios) {
        if (!this.rounds.some((round) => round.scenario === scenario)) await this.submit(scenario)
      }
      await wait(this.random.next() * this.peaceMs)
      await this.strike()
      await this.tend()
      if (this.tally.total % 10 === 0) process.stderr.write(`${this.tally.total} of ${kills} kills\n`)
    }
  }

  /** Lets what is under way end in peace, checks everything, and ends the engine. */
  async finish(): Promise<void> {
    while (this.rounds.length > 0) {
      await wait(200)
      await this.tend()
    }
    this.engine.send({ type: 'stop', mode: 'stop' })
    await this.engine.process.exited
    await this.checkStore()
  }

  private async submit(scenario: Scenario): Promise<void> {
    const number = this.nextNumber++
    const { job } = await this.engine.client.experiments.start({ experiment: scenario.experiment(number) })
    this.rounds.push({ scenario, number, job })
  }

  /** Kills the engine or the process of a job, sometimes in the middle of an import. */
  private async strike(): Promise<void> {
    const importing = this.random.next() * 100 < IMPORTS_PERCENT
    if (importing) void this.engine.client.runs.importBundle({ path: this.bundle }).catch(() => undefined)
    if (importing) await wait(this.random.next() * 60)
    const { jobs } = await this.engine.client.jobs.queue({})
    const running = this.rounds.filter(({ job }) =>
      jobs.some(({ id, state }) => id === job && state === 'running'),
    )
    const during = running.map(({ scenario }) => scenario.name).join('+') || 'nothing'
    if (importing || running.length === 0 || this.random.next() < 0.4) {
      await this.killEngine(importing ? 'import' : during)
      return
    }
    const victim = running[Math.floor(this.random.next() * running.length)]
    const pid = this.processOf(victim.job)
    if (pid === undefined) return
    process.kill(pid, 'SIGKILL')
    this.tally.kill('job', victim.scenario.name)
  }

  /** The process of a job, from the store: the contract does not tell such things. */
  private processOf(job: string): number | undefined {
    const store = openStore(this.home, { readOnly: true })
    try {
      const { owner, supervisor } = store.jobs.summary(job)
      return owner === null || owner.pid === supervisor?.pid ? undefined : owner.pid
    } finally {
      store.close()
    }
  }

  private async killEngine(during: string): Promise<void> {
    process.kill(this.engine.process.pid, 'SIGKILL')
    await this.engine.process.exited
    this.tally.kill('engine', during)
    await this.checkStore()
    this.engine = await startEngineProcess(this.home)
    this.listen()
    const { runs } = await this.engine.client.runs.list({ limit: 20_000 })
    const there = new Set(runs.map(({ id }) => id))
    const lost = [...this.reported].filter((run) => !there.has(run))
    this.tally.check('runs that were told of are there', lost.length === 0, () => `lost ${lost.join(', ')}`)
  }

  /** What is stored is whole while jobs may go on: no damage, no file that is not what it is said to be. */
  private async checkStore(): Promise<void> {
    const { problems } = await checkHome(this.home)
    const damage = problems.filter(isDamage)
    this.tally.check('the store opens and is whole', damage.length === 0, () =>
      damage.map(({ message }) => message).join('; '),
    )
  }

  /** Remembers every run that this engine tells of. */
  private listen(): void {
    const { client } = this.engine
    const hear = async () => {
      for await (const event of await client.jobs.events({})) {
        if (event.type === 'run') this.reported.add(event.run)
      }
    }
    hear().catch(() => undefined)
  }

  /** Retries what was killed, and judges what is done. */
  private async tend(): Promise<void> {
    const { client } = this.engine
    for (const round of [...this.rounds]) {
      const job = await client.jobs.get({ id: round.job })
      if (job.state === 'failed' || job.state === 'interrupted') await this.goOn(client, round, job)
      if (job.state !== 'done') continue
      this.rounds = this.rounds.filter((other) => other !== round)
      const outcome = await round.scenario.outcome(client, round.job, round.number)
      const expected = this.expected.get(round.scenario.name)
      this.tally.check(
        `${round.scenario.name} ends as undisturbed`,
        outcome === expected,
        () => `job ${round.job} after ${job.attempt} attempts: ${outcome}, not ${expected}`,
      )
    }
  }

  private async goOn(client: EngineClient, { scenario }: Round, job: JobDetail): Promise<void> {
    this.tally.check(
      'a killed job says why',
      job.error?.code === 'PROCESS_FAILED' && /SIGKILL/.test(job.error.message),
      () => `${scenario.name}: ${job.error?.code} ${job.error?.message}`,
    )
    await client.jobs.retry({ id: job.id, resume: true })
  }
}
