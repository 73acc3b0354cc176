/**
 * The queue of jobs. A job is claimed by a supervisor, which starts a process for it; that process then owns the job
 * until its end. Queries name states as literals, because only then do the partial indexes serve them.
 */
export const createJobs = /* sql */ `
CREATE TABLE jobs (
  id               TEXT PRIMARY KEY CHECK (length(id) > 0),
  kind             TEXT NOT NULL CHECK (length(kind) > 0),
  title            TEXT NOT NULL,
  state            TEXT NOT NULL CHECK (
    state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled', 'interrupted')
  ),
  priority         INTEGER NOT NULL DEFAULT 0,
  -- Order within the priority; the middle between two neighbours is free for a third.
  position         REAL NOT NULL,
  specification    TEXT NOT NULL CHECK (json_valid(specification)),
  gpu              INTEGER NOT NULL CHECK (gpu IN (0, 1)),
  cpu              INTEGER NOT NULL CHECK (cpu >= 1),
  resumable        INTEGER NOT NULL CHECK (resumable IN (0, 1)),
  -- How many of the jobs that it needs are not done.
  waits            INTEGER NOT NULL DEFAULT 0 CHECK (waits >= 0),
  -- The latest attempt; 0 before the first.
  attempt          INTEGER NOT NULL DEFAULT 0,
  -- 1: the next attempt goes on from what the last one stored.
  resume           INTEGER NOT NULL DEFAULT 0 CHECK (resume IN (0, 1)),
  -- How often it was queued again by itself since a person last asked for it.
  resumes          INTEGER NOT NULL DEFAULT 0,
  -- Why its process is being ended.
  intent           TEXT CHECK (intent IN ('cancel', 'park', 'stop')),
  origin_id        TEXT REFERENCES jobs (id) ON DELETE SET NULL,
  failed_by        TEXT REFERENCES jobs (id) ON DELETE SET NULL,
  created_at       INTEGER NOT NULL,
  started_at       INTEGER,
  finished_at      INTEGER,
  owner_pid        INTEGER,
  owner_start      TEXT,
  supervisor_pid   INTEGER,
  supervisor_start TEXT,
  error_code       TEXT,
  error_message    TEXT,
  error_way_out    TEXT,
  progress         TEXT CHECK (progress IS NULL OR json_valid(progress)),
  CHECK ((state IN ('queued', 'running', 'paused')) = (finished_at IS NULL)),
  CHECK (state <> 'running' OR owner_pid IS NOT NULL),
  CHECK ((owner_pid IS NULL) = (owner_start IS NULL)),
  CHECK ((error_code IS NULL) = (error_message IS NULL))
) STRICT;

CREATE INDEX jobs_next ON jobs (gpu, priority DESC, position) WHERE state = 'queued' AND waits = 0;
CREATE INDEX jobs_queue ON jobs (priority DESC, position) WHERE state = 'queued';
CREATE INDEX jobs_active ON jobs (state) WHERE state IN ('running', 'paused');
CREATE INDEX jobs_ended ON jobs (finished_at, id) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_by_origin ON jobs (origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX jobs_by_failure ON jobs (failed_by) WHERE failed_by IS NOT NULL;

CREATE TABLE job_dependencies (
  job_id   TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  needs_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE CHECK (needs_id <> job_id),
  PRIMARY KEY (job_id, needs_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_dependencies_by_need ON job_dependencies (needs_id);

CREATE TABLE job_attempts (
  job_id        TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number        INTEGER NOT NULL CHECK (number >= 1),
  -- How it ended; NULL while it goes on.
  outcome       TEXT CHECK (outcome IN ('done', 'failed', 'cancelled', 'interrupted')),
  resumed       INTEGER NOT NULL CHECK (resumed IN (0, 1)),
  started_at    INTEGER NOT NULL,
  finished_at   INTEGER,
  exit_code     INTEGER,
  exit_signal   TEXT,
  error_code    TEXT,
  error_message TEXT,
  error_way_out TEXT,
  last_lines    TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(last_lines)),
  result        TEXT CHECK (result IS NULL OR json_valid(result)),
  PRIMARY KEY (job_id, number),
  CHECK ((outcome IS NULL) = (finished_at IS NULL))
) STRICT;

CREATE TABLE job_runs (
  job_id  TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  run_id  TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  PRIMARY KEY (run_id, job_id, attempt),
  FOREIGN KEY (job_id, attempt) REFERENCES job_attempts (job_id, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX job_runs_by_job ON job_runs (job_id, attempt);
-- Which runs a job's process has made.
CREATE INDEX runs_by_owner ON runs (owner_pid) WHERE owner_pid IS NOT NULL;
`
