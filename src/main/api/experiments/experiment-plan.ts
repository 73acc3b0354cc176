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

/** What a job of an experiment is called; `nameOf` is what people call the model of a path. */
export function experimentTitle(experiment: Experiment, nameOf: (path: string) => string): string {
  const namesOf = (paths: readonly string[]) => paths.map(nameOf).join(', ')
  switch (experiment.kind) {
    case 'run':
      return `${nameOf(experiment.model)}: ${experiment.variants.join(', ')}`
    case 'demo':
      return 'Demo: the bundled detector'
    case 'eval':
      return `Evaluate ${nameOf(experiment.model)}`
    case 'ptq':
      return `PTQ ${experiment.recipe.method}: ${nameOf(experiment.model)}`
    case 'fp16':
      return `FP16: ${nameOf(experiment.model)}`
    case 'qat':
      return `QAT: ${nameOf(experiment.parent)}`
    case 'bench':
      return `Benchmark ${namesOf(experiment.models)}`
    case 'trtexec':
      return `TensorRT: ${namesOf(experiment.models)}`
    case 'sensitivity':
      return `Sensitivity by ${experiment.analysis.by}: ${nameOf(experiment.model)}`
    case 'search':
      return `Float layers by search: ${nameOf(experiment.model)}`
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
  nameOf: (path: string) => string,
  made: readonly string[] = [],
): Promise<JobSpecification> {
  const known = modelFiles(experiment).filter(([, path]) => !made.includes(path))
  const inputs = await Promise.all(known.map(([role, path]) => describeInput(role, path)))
  return {
    version: 1,
    kind: experiment.kind,
    title: experimentTitle(experiment, nameOf),
    argv: experimentArgv(experiment),
    inputs,
    outputs: 'out' in experiment ? [experiment.out] : [],
    resources: { gpu: takesGpu(experiment), cpu: 1 },
    resumable: isResumable(experiment),
    form: experiment,
  }
}
