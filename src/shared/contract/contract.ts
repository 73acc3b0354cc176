import { adviceContract } from './advice.ts'
import { comparisonsContract } from './comparison.ts'
import { datasetsContract } from './dataset.ts'
import { enginesContract } from './engine.ts'
import { experimentsContract, recipesContract } from './experiment.ts'
import { jobsContract } from './job.ts'
import { layersContract } from './layer.ts'
import { modelsContract } from './model.ts'
import { runsContract } from './run.ts'
import { storeContract } from './store.ts'
import { filesContract, systemContract } from './system.ts'

/** Everything that the interface and remote clients can ask the engine for. */
export const contract = {
  system: systemContract,
  files: filesContract,
  models: modelsContract,
  datasets: datasetsContract,
  recipes: recipesContract,
  experiments: experimentsContract,
  jobs: jobsContract,
  runs: runsContract,
  comparisons: comparisonsContract,
  layers: layersContract,
  engines: enginesContract,
  advice: adviceContract,
  store: storeContract,
}

/** Where the engine answers, on its own origin. */
export const SOCKET_PATH = '/socket'
/** `GET /files?path=<absolute path>`: a file below an opened folder. */
export const FILES_PATH = '/files'
