/** First schema: runs and all that hangs on them. Times are milliseconds since 1970 UTC; a NULL value is NaN. */
export const createRuns = /* sql */ `
CREATE TABLE run_kinds (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

INSERT INTO run_kinds (name) VALUES
  ('fp32'), ('fp16'), ('ptq'), ('qat'), ('evaluation'), ('benchmark'),
  ('sensitivity'), ('search'), ('engine'), ('comparison'), ('main');

CREATE TABLE models (
  sha256   TEXT PRIMARY KEY CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  path     TEXT NOT NULL,
  size     INTEGER NOT NULL CHECK (size >= 0),
  name     TEXT NOT NULL,
  family   TEXT,
  -- 1: added by the user, and so kept when the last run that used it is deleted.
  pinned   INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  added_at INTEGER NOT NULL,
  summary  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(summary))
) STRICT;

CREATE TABLE datasets (
  id                 TEXT PRIMARY KEY,
  name               TEXT NOT NULL,
  root               TEXT NOT NULL,
  images             INTEGER NOT NULL CHECK (images >= 0),
  annotations        TEXT,
  annotations_sha256 TEXT CHECK (annotations_sha256 IS NULL OR length(annotations_sha256) = 64),
  list_sha256        TEXT NOT NULL CHECK (length(list_sha256) = 64),
  pinned             INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  added_at           INTEGER NOT NULL
) STRICT;

CREATE TABLE runs (
  id                  TEXT PRIMARY KEY CHECK (length(id) > 0),
  kind                TEXT NOT NULL REFERENCES run_kinds (name),
  name                TEXT NOT NULL,
  status              TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted', 'cancelled')),
  parent_id           TEXT REFERENCES runs (id) ON DELETE SET NULL CHECK (parent_id IS NOT id),
  -- A parent that was deleted, or left out of an imported bundle.
  lost_parent_id      TEXT,
  lost_parent_name    TEXT,
  -- The same for all runs of one main job; a label, so that a group outlives its first run.
  group_id            TEXT,
  model_sha256        TEXT REFERENCES models (sha256) ON DELETE RESTRICT,
  output_model_sha256 TEXT REFERENCES models (sha256) ON DELETE RESTRICT,
  created_at          INTEGER NOT NULL,
  started_at          INTEGER NOT NULL,
  finished_at         INTEGER,
  owner_pid           INTEGER,
  owner_start         TEXT,
  error_code          TEXT,
  error_message       TEXT,
  favourite           INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
  folder              TEXT NOT NULL DEFAULT '',
  notes               TEXT NOT NULL DEFAULT '',
  argv                TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(argv)),
  parameters          TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters)),
  environment         TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(environment)),
  CHECK ((status = 'running') = (finished_at IS NULL)),
  CHECK (error_code IS NULL OR status NOT IN ('running', 'done')),
  CHECK ((error_code IS NULL) = (error_message IS NULL))
) STRICT;

CREATE INDEX runs_by_time ON runs (created_at, id);
CREATE INDEX runs_by_kind ON runs (kind, created_at);
CREATE INDEX runs_by_status ON runs (status, created_at);
CREATE INDEX runs_by_model ON runs (model_sha256, created_at);
CREATE INDEX runs_by_output_model ON runs (output_model_sha256) WHERE output_model_sha256 IS NOT NULL;
CREATE INDEX runs_by_parent ON runs (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX runs_by_lost_parent ON runs (lost_parent_id) WHERE lost_parent_id IS NOT NULL;
CREATE INDEX runs_by_group ON runs (group_id) WHERE group_id IS NOT NULL;

CREATE TABLE run_datasets (
  run_id     TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  dataset_id TEXT NOT NULL REFERENCES datasets (id) ON DELETE RESTRICT,
  role       TEXT NOT NULL CHECK (role IN ('calibration', 'evaluation', 'training')),
  PRIMARY KEY (run_id, role, dataset_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_datasets_by_dataset ON run_datasets (dataset_id);

CREATE TABLE run_tags (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  tag    TEXT NOT NULL CHECK (length(tag) > 0),
  PRIMARY KEY (run_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_tags_by_tag ON run_tags (tag, run_id);

CREATE TABLE metrics (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name   TEXT NOT NULL CHECK (length(name) > 0),
  value  REAL,
  unit   TEXT NOT NULL DEFAULT '',
  better TEXT CHECK (better IN ('higher', 'lower')),
  PRIMARY KEY (run_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name   TEXT NOT NULL CHECK (length(name) > 0),
  step   INTEGER NOT NULL,
  value  REAL,
  at     INTEGER,
  PRIMARY KEY (run_id, name, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE class_metrics (
  run_id     TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  class_id   INTEGER NOT NULL,
  class_name TEXT NOT NULL,
  metric     TEXT NOT NULL CHECK (length(metric) > 0),
  value      REAL,
  PRIMARY KEY (run_id, class_id, metric)
) STRICT, WITHOUT ROWID;

CREATE TABLE curves (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  kind   TEXT NOT NULL,
  name   TEXT NOT NULL,
  dtype  TEXT NOT NULL CHECK (dtype IN ('float32', 'float64')),
  points INTEGER NOT NULL CHECK (points >= 0),
  x      BLOB NOT NULL,
  y      BLOB NOT NULL,
  PRIMARY KEY (run_id, kind, name),
  CHECK (length(x) = points * iif(dtype = 'float32', 4, 8) AND length(y) = length(x))
) STRICT;

CREATE TABLE artifacts (
  sha256     TEXT PRIMARY KEY CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  size       INTEGER NOT NULL CHECK (size >= 0),
  kind       TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run_artifacts (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  role   TEXT NOT NULL CHECK (length(role) > 0),
  name   TEXT NOT NULL CHECK (length(name) > 0),
  sha256 TEXT NOT NULL REFERENCES artifacts (sha256) ON DELETE RESTRICT,
  PRIMARY KEY (run_id, role, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_artifacts_by_artifact ON run_artifacts (sha256);

CREATE TABLE events (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  run_id  TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  time    INTEGER NOT NULL,
  level   TEXT NOT NULL CHECK (level IN ('debug', 'info', 'warn', 'error')),
  kind    TEXT NOT NULL,
  message TEXT NOT NULL,
  data    TEXT CHECK (data IS NULL OR json_valid(data))
) STRICT;

CREATE INDEX events_by_run ON events (run_id, id);
`
