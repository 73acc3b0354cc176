import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { SafeRoots } from '../../../src/main/web/safe-roots.ts'
import { startWebHost } from '../../../src/main/web/web-host.ts'
import { createToken } from '../../../src/main/web/token.ts'
import { closed, get, openSocket, startFixture, stopFixture, untilClosed } from './web-fixture.ts'

/** True when something answers there. */
function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

describe('startWebHost', () => {
  it('listens on 127.0.0.1 and nowhere else', async () => {
    const fixture = await startFixture()
    const { port } = fixture.host
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address)
    expect(await answers(port, '127.0.0.1')).toBe(true)
    for (const address of ['::1', '127.0.0.2', ...others])
      expect(await answers(port, address), address).toBe(false)
    await stopFixture(fixture)
  })

  it('uses the token and the port that it is given', async () => {
    const first = await startFixture()
    const { port } = first.host
    await stopFixture(first)
    const token = createToken()
    const fixture = await startFixture({ token, port })
    expect(fixture.host.url).toBe(`http://127.0.0.1:${port}/?token=${token}`)
    expect((await get(fixture, '/')).status).toBe(200)
    await stopFixture(fixture)
  })

  it('says that a port is taken', async () => {
    const squatter = createServer()
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
    const address = squatter.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    await expect(startFixture({ port })).rejects.toMatchObject({
      message: `Expected a free port on 127.0.0.1, got ${port}, which another program uses`,
      wayOut: expect.stringContaining('--port'),
    })
    await new Promise((resolve) => squatter.close(resolve))
  })

  it('refuses a weak token and an interface that is not built', async () => {
    await expect(startFixture({ token: 'short' })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(startFixture({ token: 'ü'.repeat(60) })).rejects.toMatchObject({ code: 'USAGE' })
    const options = { renderer: '/nothing/here', roots: new SafeRoots(), attach: () => undefined }
    await expect(startWebHost(options)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })

  it('closes whatever is open', async () => {
    const fixture = await startFixture()
    const socket = await openSocket(fixture)
    const goodbye = closed(socket)
    const idle = connect(fixture.host.port, '127.0.0.1')
    const ended = untilClosed(idle)
    await new Promise((resolve) => idle.once('connect', resolve))
    await stopFixture(fixture)
    expect(await goodbye).toBe(1001)
    await ended
    expect(await answers(fixture.host.port, '127.0.0.1')).toBe(false)
  })
})
