import { basename } from 'node:path'
import { describeInput } from '../../jobs/job-input.ts'
import type { JobSpecification } from '../../jobs/job-specification.ts'
import type { Experiment } from '../../../shared/contract/experiment.ts'
import { experimentArgv } from './experiment-argv.ts'

const RESUMABLE: ReadonlySet<Experiment['kind']> = new Set([
  'run',
  'demo',
  'eval',
  'ptq',
  'qat',
  'sensitivity',
  'search',
])

const namesOf = (paths: readonly string[]) => paths.map((path) => basename(path)).join(', ')

/** What a job of an experiment is called. */
export function experimentTitle(experiment: Experiment): string {
  switch (experiment.kind) {
    case 'run':
      return `${basename(experiment.model)}: ${experiment.variants.join(', ')}`
    case 'demo':
      return 'Demo: the bundled detector'
    case 'eval':
      return `Evaluate ${basename(experiment.model)}`
    case 'ptq':
      return `PTQ ${experiment.recipe.method}: ${basename(experiment.model)}`
    case 'fp16':
      return `FP16: ${basename(experiment.model)}`
    case 'qat':
      return `QAT: ${basename(experiment.parent)}`
    case 'bench':
      return `Benchmark ${namesOf(experiment.models)}`
    case 'trtexec':
      return `TensorRT: ${namesOf(experiment.models)}`
    case 'sensitivity':
      return `Sensitivity by ${experiment.analysis.by}: ${basename(experiment.model)}`
    case 'search':
      return `Float layers by search: ${basename(experiment.model)}`
  }
}

export function isResumable({ kind }: Experiment): boolean {
  return RESUMABLE.has(kind)
}

/** Whether an experiment would keep a GPU busy. */
export function takesGpu({ kind, device }: Experiment): boolean {
  return kind === 'trtexec' || (device !== 'auto' && device !== 'cpu')
}

/** Model files that an experiment reads, by their role. */
function modelFiles(experiment: Experiment): [string, string][] {
  switch (experiment.kind) {
    case 'demo':
      return []
    case 'bench':
    case 'trtexec':
      return experiment.models.map((path, index) => [`model ${index + 1}`, path])
    case 'qat':
      return [
        ['model', experiment.model],
        ['parent', experiment.parent],
      ]
    default:
      return [['model', experiment.model]]
  }
}

/**
 * An experiment as a job: its command line, and its models by their content. `made` are files that only jobs before it
 * will write. Throws FILE_NOT_FOUND, FILE_UNREADABLE.
 */
export async function experimentJob(
  experiment: Experiment,
  made: readonly string[] = [],
): Promise<JobSpecification> {
  const known = modelFiles(experiment).filter(([, path]) => !made.includes(path))
  const inputs = await Promise.all(known.map(([role, path]) => describeInput(role, path)))
  return {
    version: 1,
    kind: experiment.kind,
    title: experimentTitle(experiment),
    argv: experimentArgv(experiment),
    inputs,
    outputs: 'out' in experiment ? [experiment.out] : [],
    resources: { gpu: takesGpu(experiment), cpu: 1 },
    resumable: isResumable(experiment),
    form: experiment,
  }
}
