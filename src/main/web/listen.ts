import type { Server } from 'node:http'
import { messageOf, QuantbenchError, systemCodeOf } from '../base/errors.ts'

/** Loopback, IPv4: reachable from this machine alone, and one address to check. */
export const HOST = '127.0.0.1'

function listenError(thrown: unknown, port: number): QuantbenchError {
  const taken = systemCodeOf(thrown) === 'EADDRINUSE'
  const why = taken ? 'which another program uses' : `which cannot be opened (${messageOf(thrown)})`
  return new QuantbenchError('PORT_TAKEN', `Expected a free port on ${HOST}, got ${port}, ${why}`, {
    wayOut: 'Choose another with --port, or leave it out to get a free one.',
    cause: thrown,
  })
}

/** Starts listening on 127.0.0.1 and returns the port, which for 0 the system chooses. Throws PORT_TAKEN when it is taken. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => reject(listenError(error, port))
    server.once('error', failed)
    server.listen({ host: HOST, port, exclusive: true }, () => {
      server.off('error', failed)
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else failed(new Error('no address'))
    })
  })
}
