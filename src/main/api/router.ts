import { advice } from './handlers/advice.ts'
import { classes, compare } from './handlers/comparisons.ts'
import { datasets } from './handlers/datasets.ts'
import { engines } from './handlers/engines.ts'
import { experiments, recipes } from './handlers/experiments.ts'
import { files } from './handlers/files.ts'
import { gallery } from './handlers/gallery.ts'
import { jobs } from './handlers/jobs.ts'
import { layers } from './handlers/layers.ts'
import { models } from './handlers/models.ts'
import { runs } from './handlers/runs.ts'
import { store } from './handlers/store.ts'
import { system } from './handlers/system.ts'
import { os } from './implement.ts'

/** The whole contract with its handlers; one that is missing does not compile. */
export const router = os.router({
  system,
  files,
  models,
  datasets,
  recipes,
  experiments,
  jobs,
  runs,
  comparisons: { compare, classes, gallery },
  layers,
  engines,
  advice,
  store,
})
