import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { contract } from '../../shared/contract/contract.ts'
import { socket } from './connection.ts'

/** Everything the engine can be asked, typed by the contract: `await client.runs.get({ id })`. */
export type EngineClient = ContractRouterClient<typeof contract>

export const client: EngineClient = createORPCClient(new RPCLink({ websocket: socket }))

/** The same as options for vue-query: `useQuery(computed(() => ask(engine.runs.get, { id })))`. */
export const engine = createTanstackQueryUtils(client)
