/**
 * Counting jobs by state without reading their specifications. State comes second: were it first, the planner would
 * take this index for the queue too, and sort the whole of it for each page.
 */
export const indexJobStates = /* sql */ `
CREATE INDEX jobs_states ON jobs (created_at, state);
`
