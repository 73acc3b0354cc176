import common from './messages/common.zh.ts'
import shell from './messages/shell.zh.ts'
import home from './messages/home.zh.ts'
import models from './messages/models.zh.ts'
import experiments from './messages/experiments.zh.ts'
import jobs from './messages/jobs.zh.ts'
import runs from './messages/runs.zh.ts'
import run from './messages/run.zh.ts'
import sensitivity from './messages/sensitivity.zh.ts'
import trtexec from './messages/trtexec.zh.ts'
import search from './messages/search.zh.ts'
import advice from './messages/advice.zh.ts'
import compare from './messages/compare.zh.ts'
import layers from './messages/layers.zh.ts'
import graphs from './messages/graphs.zh.ts'
import engines from './messages/engines.zh.ts'
import learn from './messages/learn.zh.ts'
import settings from './messages/settings.zh.ts'
import charts from './messages/charts.zh.ts'
import images from './messages/images.zh.ts'
import log from './messages/log.zh.ts'
import failures from './messages/failures.zh.ts'
import failureWays from './messages/failure-ways.zh.ts'
import metrics from './messages/metrics.zh.ts'
import type { Messages } from './en.ts'
import type { Translated } from './message-types.ts'

/** The same in Simplified Chinese, as engineers in China write it. */
export const zh: Translated<Messages> = {
  common,
  shell,
  home,
  models,
  experiments,
  jobs,
  runs,
  run,
  sensitivity,
  trtexec,
  search,
  advice,
  compare,
  layers,
  graphs,
  engines,
  learn,
  settings,
  charts,
  images,
  log,
  failures,
  failureWays,
  metrics,
}
