import type { SearchPoint } from '../stages/search/points.ts'
import type { Measured } from '../stages/sensitivity/measured.ts'
import type { Metric } from './metric-repository.ts'
import type { Run, RunSummary } from './run-record.ts'
import type { Store } from './store.ts'

/** What the runs of points need beside the points. */
export interface PointOrigin {
  /** Begins the names of runs: the model's. */
  readonly label: string
  /** Of `cost`, as `layers`. */
  readonly costUnit: string
  /** The command line that makes a point's model. */
  argvOf(point: SearchPoint): readonly string[]
}

/** The points of a search as runs of its group, each with figures, recipe, and the command line that makes its model. */
export class SearchPointRuns {
  private readonly store: Store
  private readonly head: Run
  private readonly origin: PointOrigin
  /** Of this process and of earlier ones, by name. */
  private readonly byName: Map<string, string>

  constructor(store: Store, head: Run, origin: PointOrigin) {
    this.store = store
    this.head = head
    this.origin = origin
    store.runs.update(head.id, { groupId: head.id })
    const { runs } = store.runs.list({ groupId: head.id })
    this.byName = new Map(runs.map(({ name, id }: RunSummary) => [name, id]))
  }

  /** The id of a point's run, which is stored unless it is there already. */
  idOf(point: SearchPoint, float: Measured): string {
    const isFloat = point.measured === float
    const name = `${this.origin.label} search ${point.step}: ${isFloat ? 'float model' : contents(point)}`
    const known = this.byName.get(name)
    const id = known ?? this.store.write(() => this.create(point, name, isFloat))
    this.byName.set(name, id)
    return id
  }

  private create(point: SearchPoint, name: string, isFloat: boolean): string {
    const { store, head, origin } = this
    const { step, cost, isMet, choices, floatLayers, recipe } = point
    const { id } = store.runs.create({
      ...{ kind: isFloat ? 'fp32' : 'ptq', name, parentId: head.id, groupId: head.id },
      ...(head.model === null ? {} : { modelSha256: head.model.sha256 }),
      ...{ datasets: head.datasets, environment: head.environment, folder: head.folder },
      argv: origin.argvOf(point),
      parameters: {
        search: { run: head.id, step, isMet, choices: [...choices] },
        ...(isFloat ? {} : { recipe: { ...recipe } }),
      },
    })
    store.metrics.put(id, [
      ...accuracy(point.measured),
      { name: 'float layers', value: floatLayers.length, better: 'lower' },
      { name: 'cost', value: cost, unit: origin.costUnit, better: 'lower' },
      { name: 'images', value: point.measured.images },
    ])
    store.runs.finish(id, 'done')
    return id
  }
}

/** What a point is, in a few words. */
export function contents({ units, choices }: Pick<SearchPoint, 'units' | 'choices'>): string {
  return [`${units.length} float`, ...choices].join(', ')
}

/** Accuracy as metrics of a run; without annotations there is no AP. */
export function accuracy({ AP, AP50, agreement }: Measured, prefix = ''): Metric[] {
  const better = 'higher' as const
  return [
    ...(AP < 0 ? [] : [{ name: `${prefix}AP`, value: AP, better }]),
    ...(AP50 < 0 ? [] : [{ name: `${prefix}AP50`, value: AP50, better }]),
    ...(prefix === '' ? [{ name: 'agreement', value: agreement, better }] : []),
  ]
}
