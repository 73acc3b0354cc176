import type { AnalysisMethods } from './api/analysis/analysis-calls.ts'
import { adviceFindings } from './api/analysis/methods/advice-findings.ts'
import { datasetImages } from './api/analysis/methods/dataset-images.ts'
import { engineDiff } from './api/analysis/methods/diff-engines.ts'
import { engineGraph } from './api/analysis/methods/engine-graph.ts'
import { engineExplanation } from './api/analysis/methods/explain-engine.ts'
import { fileHistogram } from './api/analysis/methods/file-histogram.ts'
import { gallery } from './api/analysis/methods/gallery.ts'
import { inspectModelFile } from './api/analysis/methods/inspect-model.ts'
import { calibrateCounts } from './api/analysis/methods/calibrate-counts.ts'
import { layerEvidence } from './api/analysis/methods/layer-evidence.ts'
import { layerHistogram } from './api/analysis/methods/layer-histogram.ts'
import { layerRanges } from './api/analysis/methods/layer-ranges.ts'
import { modelGraph } from './api/analysis/methods/model-graph.ts'
import { openDatasetHealth } from './api/analysis/methods/open-dataset.ts'
import { previewModel, tryModel, viewModel } from './api/analysis/methods/preview-model.ts'
import { layerWeight } from './api/analysis/methods/layer-weight.ts'
import { runDoctor } from './stages/doctor.ts'
import { storeBackup, storeCheck, storeCompaction } from './api/analysis/methods/store-care.ts'
import { serveAnalyses } from './api/analysis/serve-analyses.ts'

const methods: AnalysisMethods = {
  'models.inspect': inspectModelFile,
  'models.view': viewModel,
  'models.preview': previewModel,
  'models.trial': tryModel,
  'models.graph': modelGraph,
  'datasets.open': openDatasetHealth,
  'datasets.images': datasetImages,
  'comparisons.gallery': gallery,
  'layers.ranges': layerRanges,
  'layers.histogram': layerHistogram,
  'layers.evidence': layerEvidence,
  'layers.weight': layerWeight,
  'layers.calibrate': calibrateCounts,
  'layers.fileHistogram': fileHistogram,
  'system.doctor': ({ store, ...options }, signal) =>
    runDoctor({ ...options, store: () => store }, { signal }),
  'store.check': storeCheck,
  'store.backup': storeBackup,
  'store.compact': storeCompaction,
  'advice.findings': adviceFindings,
  'engines.graph': engineGraph,
  'engines.explain': engineExplanation,
  'engines.diff': engineDiff,
}

serveAnalyses(methods)
