import type { AnalysisMethods } from './api/analysis/analysis-calls.ts'
import { datasetImages } from './api/analysis/methods/dataset-images.ts'
import { engineGraph } from './api/analysis/methods/engine-graph.ts'
import { fileHistogram } from './api/analysis/methods/file-histogram.ts'
import { gallery } from './api/analysis/methods/gallery.ts'
import { inspectModelFile } from './api/analysis/methods/inspect-model.ts'
import { layerHistogram } from './api/analysis/methods/layer-histogram.ts'
import { layerRanges } from './api/analysis/methods/layer-ranges.ts'
import { modelGraph } from './api/analysis/methods/model-graph.ts'
import { openDatasetHealth } from './api/analysis/methods/open-dataset.ts'
import { previewModel } from './api/analysis/methods/preview-model.ts'
import { runDoctor } from './stages/doctor.ts'
import { storeBackup, storeCheck, storeCompaction } from './api/analysis/methods/store-care.ts'
import { serveAnalyses } from './api/analysis/serve-analyses.ts'

const methods: AnalysisMethods = {
  'models.inspect': inspectModelFile,
  'models.preview': previewModel,
  'models.graph': modelGraph,
  'datasets.open': openDatasetHealth,
  'datasets.images': datasetImages,
  'comparisons.gallery': gallery,
  'layers.ranges': layerRanges,
  'layers.histogram': layerHistogram,
  'layers.fileHistogram': fileHistogram,
  'system.doctor': ({ store, ...options }, signal) =>
    runDoctor({ ...options, store: () => store }, { signal }),
  'store.check': storeCheck,
  'store.backup': storeBackup,
  'store.compact': storeCompaction,
  'engines.graph': engineGraph,
}

serveAnalyses(methods)
