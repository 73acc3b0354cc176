import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { SOCKET_PATH, type contract } from '../../src/shared/contract/contract.ts'
import { FAILURE, failureSchema, type FailureReport } from '../../src/shared/contract/failure.ts'

export type EngineClient = ContractRouterClient<typeof contract>

export interface Connection {
  client: EngineClient
  socket: WebSocket
}

/** The cookie that the address of an engine gives. */
export async function signIn(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' })
  return (answer.headers.get('set-cookie') ?? '').split(';')[0]
}

/** A client of an engine, as a browser that was signed in. */
export async function connect(url: string): Promise<Connection> {
  const { host } = new URL(url)
  const headers = { Cookie: await signIn(url), Origin: `http://${host}` }
  const socket = new WebSocket(`ws://${host}${SOCKET_PATH}`, { headers })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  const client: EngineClient = createORPCClient(new RPCLink({ websocket: domSocket(socket) }))
  return { client, socket }
}

type LinkSocket = ConstructorParameters<typeof RPCLink>[0]['websocket']

/** `ws` differs from a browser's WebSocket in the types of its events alone. */
function domSocket(socket: WebSocket): LinkSocket {
  const schema: z.ZodType<LinkSocket> = z.custom<LinkSocket>((value) => value === socket)
  return schema.parse(socket)
}

/** What a call that must fail reports. */
export async function failureOfCall(call: Promise<unknown>): Promise<FailureReport> {
  const thrown = await call.then(
    () => {
      throw new Error('Expected a failure, got an answer')
    },
    (error: unknown) => error,
  )
  return z.object({ code: z.literal(FAILURE), data: failureSchema }).parse(thrown).data
}
