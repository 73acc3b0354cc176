import { QuantbenchError } from '../base/errors.ts'

/** A kind of flaw: whether it is more than worth knowing, and what is said of `count` cases. */
interface ProblemText {
  readonly level: 'info' | 'problem'
  readonly say: (count: number) => string
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

const PROBLEMS = {
  'missing-file': {
    level: 'problem',
    say: (n) => `${plural(n, 'image file')} not found; left out with all annotations`,
  },
  'unreadable-image': {
    level: 'problem',
    say: (n) => `${plural(n, 'image')} cannot be decoded; left out with all annotations`,
  },
  'size-mismatch': {
    level: 'problem',
    say: (n) => `${plural(n, 'image')} of another size than the annotations say`,
  },
  'duplicate-image': {
    level: 'problem',
    say: (n) => `${plural(n, 'image')} listed again under the id of another; left out`,
  },
  'duplicate-category': {
    level: 'problem',
    say: (n) => `${plural(n, 'category', 'categories')} with the id of another or none; left out`,
  },
  'duplicate-annotation': {
    level: 'problem',
    say: (n) => `${plural(n, 'annotation')} with the id of another; kept`,
  },
  'unknown-image': {
    level: 'problem',
    say: (n) => `${plural(n, 'annotation')} of an image that is not listed; left out`,
  },
  'unknown-category': {
    level: 'problem',
    say: (n) => `${plural(n, 'annotation')} of a category that is not listed; left out`,
  },
  'box-not-finite': {
    level: 'problem',
    say: (n) => `${plural(n, 'annotation')} without a box of four finite numbers; left out`,
  },
  'box-empty': {
    level: 'problem',
    say: (n) =>
      `${plural(n, 'box', 'boxes')} with width or height zero or less; kept, nothing can match them`,
  },
  'box-outside': {
    level: 'problem',
    say: (n) => `${plural(n, 'box', 'boxes')} more than a pixel outside the image; kept`,
  },
  'bad-label': {
    level: 'problem',
    say: (n) => `${plural(n, 'label line')} that cannot be read; left out`,
  },
  'duplicate-label': {
    level: 'problem',
    say: (n) => `${plural(n, 'label line')} equal to another of the same image; left out`,
  },
  'names-unreadable': {
    level: 'problem',
    say: () => "the model's class names cannot be used",
  },
  'names-differ': {
    level: 'problem',
    say: (n) =>
      `none of the model's ${plural(n, 'class name')} is a category; taken in the order of category ids`,
  },
  'category-not-predicted': {
    level: 'problem',
    say: (n) => `${plural(n, 'category', 'categories')} that no class of the model stands for`,
  },
  'class-without-category': {
    level: 'info',
    say: (n) =>
      `${plural(n, 'class', 'classes')} of the model without a category; detections of them are dropped`,
  },
  'ids-filled-in': {
    level: 'info',
    say: (n) => `${plural(n, 'image or annotation', 'images or annotations')} without an id, numbered on`,
  },
  'areas-filled-in': {
    level: 'info',
    say: (n) => `${plural(n, 'annotation')} without an area; width × height is taken`,
  },
  'split-substituted': {
    level: 'info',
    say: () => 'the dataset has no split of the wanted kind; another is used',
  },
  'image-without-annotations': {
    level: 'info',
    say: (n) => `${plural(n, 'image')} without annotations`,
  },
  'category-without-annotations': {
    level: 'info',
    say: (n) => `${plural(n, 'category', 'categories')} without annotations`,
  },
} as const satisfies Record<string, ProblemText>

export type ProblemKind = keyof typeof PROBLEMS

/** One kind of flaw of a dataset and everything it was found in. */
export interface DatasetProblem {
  readonly kind: ProblemKind
  /** `info` never stops the work. */
  readonly level: 'info' | 'problem'
  /** The sentence to show: count, what, and what was done about it. */
  readonly message: string
  readonly count: number
  /** The first few places. */
  readonly examples: readonly string[]
  /** The image, where the flaw is of exactly one. */
  readonly image?: string
}

const EXAMPLES = 5

/** What is wrong with a dataset, gathered while it is opened. */
export class ProblemList {
  private readonly found = new Map<ProblemKind, { count: number; examples: string[]; image?: string }>()

  /** Notes one case; `example` says where, `image` is the name of the image it is of. */
  add(kind: ProblemKind, example: string, image?: string): void {
    this.addMany(kind, 1, example, image)
  }

  /** Notes `count` cases that share one example; nothing for 0. */
  addMany(kind: ProblemKind, count: number, example: string, image?: string): void {
    if (count === 0) return
    const entry = this.found.get(kind) ?? { count: 0, examples: [], image }
    entry.count += count
    if (entry.examples.length < EXAMPLES) entry.examples.push(example)
    this.found.set(kind, entry)
  }

  /** Cases noted of a kind. */
  count(kind: ProblemKind): number {
    return this.found.get(kind)?.count ?? 0
  }

  /** Everything noted, kinds in the order in which they were first met. */
  toArray(): DatasetProblem[] {
    return [...this.found].map(([kind, { count, examples, image }]) => {
      const { level, say } = PROBLEMS[kind]
      const problem = { kind, level, message: say(count), count, examples }
      return count === 1 && image !== undefined ? { ...problem, image } : problem
    })
  }
}

/** One line a problem: the message and the examples. */
export function describeProblem(problem: DatasetProblem): string {
  const more = problem.count > problem.examples.length ? ', …' : ''
  return `${problem.message} (${problem.examples.join(', ')}${more})`
}

/** Throws DATASET_INVALID with a summary when anything but information is on the list. */
export function stopAtProblems(dataset: string, problems: readonly DatasetProblem[]): void {
  const serious = problems.filter((problem) => problem.level === 'problem')
  if (serious.length === 0) return
  throw new QuantbenchError(
    'DATASET_INVALID',
    `${dataset}: expected a dataset without problems, got ${serious.map(describeProblem).join('; ')}`,
    { wayOut: 'Correct the dataset, or choose to skip problems and work with the rest.' },
  )
}
