/**
 * What a run did. `main` heads the group of runs that one main job made. The table `run_kinds` holds the same
 * list, so a new kind comes with a migration that inserts it.
 */
export const RUN_KINDS = [
  'fp32',
  'fp16',
  'ptq',
  'qat',
  'evaluation',
  'benchmark',
  'sensitivity',
  'search',
  'engine',
  'comparison',
  'main',
] as const

export type RunKind = (typeof RUN_KINDS)[number]

/** `interrupted` is a run whose process ended without saying how. */
export const RUN_STATUSES = ['running', 'done', 'failed', 'interrupted', 'cancelled'] as const

export type RunStatus = (typeof RUN_STATUSES)[number]

/** What a run used a dataset for. */
export const DATASET_ROLES = ['calibration', 'evaluation', 'training'] as const

export type DatasetRole = (typeof DATASET_ROLES)[number]

export const EVENT_LEVELS = ['debug', 'info', 'warn', 'error'] as const

export type EventLevel = (typeof EVENT_LEVELS)[number]
