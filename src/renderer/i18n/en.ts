import common from './messages/common.en.ts'
import shell from './messages/shell.en.ts'
import home from './messages/home.en.ts'
import models from './messages/models.en.ts'
import experiments from './messages/experiments.en.ts'
import jobs from './messages/jobs.en.ts'
import runs from './messages/runs.en.ts'
import run from './messages/run.en.ts'
import sensitivity from './messages/sensitivity.en.ts'
import trtexec from './messages/trtexec.en.ts'
import search from './messages/search.en.ts'
import advice from './messages/advice.en.ts'
import compare from './messages/compare.en.ts'
import layers from './messages/layers.en.ts'
import graphs from './messages/graphs.en.ts'
import engines from './messages/engines.en.ts'
import learn from './messages/learn.en.ts'
import settings from './messages/settings.en.ts'
import charts from './messages/charts.en.ts'
import images from './messages/images.en.ts'
import log from './messages/log.en.ts'
import failures from './messages/failures.en.ts'
import failureWays from './messages/failure-ways.en.ts'
import metrics from './messages/metrics.en.ts'
import type { Paths } from './message-types.ts'

/** Every text of the interface, one file an area. */
export const en = {
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

export type Messages = typeof en
export type MessageKey = Paths<Messages>
