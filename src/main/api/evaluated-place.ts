import { basename, isAbsolute } from 'node:path'
import { QuantbenchError } from '../base/errors.ts'
import type { Dataset } from '../runs/dataset-repository.ts'
import type { Run } from '../runs/run-record.ts'
import type { Store } from '../runs/store.ts'
import type { AnalysisInput } from './analysis/analysis-calls.ts'

type Place = AnalysisInput<'comparisons.gallery'>['data']

function evaluatedDataset(store: Store, run: Run): Dataset {
  const link = run.datasets.find(({ role }) => role === 'evaluation')
  const dataset = link && store.datasets.get(link.id)
  if (dataset !== undefined) return dataset
  throw new QuantbenchError('USAGE', `Expected runs that were evaluated, ${run.name} was not`, {
    wayOut: 'Evaluate its model, and choose that run.',
  })
}

function samePlace(one: Dataset, other: Dataset): boolean {
  return one.root === other.root && one.name === other.name && one.annotations === other.annotations
}

/** The folder that the command line named for the images of its annotations. */
function imageFolders({ argv }: Run): string[] {
  return argv.flatMap((word, place) => {
    const folder = word.startsWith('--images=') ? word.slice('--images='.length) : argv[place + 1]
    return /^--images(?:=|$)/.test(word) && folder !== undefined && isAbsolute(folder) ? [folder] : []
  })
}

/** Where the data lie that runs were measured on: the images that all of them saw. Throws USAGE where they differ. */
export function evaluatedPlace(store: Store, runs: readonly Run[]): Place {
  const datasets = runs.map((run) => evaluatedDataset(store, run))
  const [first] = datasets
  const other = datasets.findIndex((dataset) => !samePlace(first, dataset))
  if (other > 0) {
    throw new QuantbenchError(
      'USAGE',
      `Expected runs on the same data, got ${runs[0].name} on ${first.name} and ${runs[other].name} on ${datasets[other].name}`,
      { wayOut: 'Choose runs that were evaluated on the same images.' },
    )
  }
  const { root, name, annotations } = first
  const prefix = `${basename(root)}/`
  return {
    root,
    split: name.startsWith(prefix) ? name.slice(prefix.length) : '',
    annotations,
    folders: [...new Set(runs.flatMap(imageFolders))],
    images: Math.min(...datasets.map(({ images }) => images)),
  }
}
