import { createServer } from 'node:net'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { connect as connectTls } from 'node:tls'
import { once } from 'node:events'

import { afterEach, describe, expect, vi } from 'vitest'

import { listen } from '../../../src/http/wire/listen.js'
import { readTls, type Tls } from '../../../src/http/wire/tls.js'
import { createLog } from '../../../src/log.js'
import { rejected } from '../../support/caught.js'
import { askHttpServer } from '../../support/clients/http-request.js'
import { it } from '../../support/fixtures.js'
import { createCertificate, type TestCertificate } from '../../support/issuer/certificate.js'
import { freePort, holdPort, isFree } from '../../support/loopback.js'
import { openServedWorld, type ServedWorld } from '../../support/worlds/served-world.js'

let world: ServedWorld | undefined
const open = async (env: Readonly<Record<string, string>>): Promise<ServedWorld> => {
  world = await openServedWorld({ env })
  return world
}
afterEach(async () => {
  await world?.close()
  world = undefined
})

const log = createLog('error', () => undefined)

const writePair = async (folder: string, { cert, key }: TestCertificate) => {
  const paths = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') }
  await writeFile(paths.tlsCert, cert)
  await writeFile(paths.tlsKey, key)
  return paths
}

describe('where it listens', () => {
  it('on IPv6 too', async () => {
    const { url } = await open({ JHE_LISTEN: '[::1]:0' })
    expect((await askHttpServer(`${url}/live`)).status).toBe(200)
  })

  it('on every address of this machine', async () => {
    const { server } = await open({ JHE_LISTEN: ':0' })
    expect((await askHttpServer(`http://127.0.0.1:${server.port}/live`)).status).toBe(200)
  })

  it('on both loopback addresses for localhost', async () => {
    const { server } = await open({ JHE_LISTEN: 'localhost:0' })
    for (const host of ['127.0.0.1', '[::1]'])
      expect((await askHttpServer(`http://${host}:${server.port}/live`)).status).toBe(200)
  })

  it('on neither of them where another program has one', async () => {
    const port = await freePort()
    const stranger = await holdPort(createServer(), port, '::1')
    const { message } = await rejected(open({ JHE_LISTEN: `localhost:${port}` }))
    expect([message, await isFree(port)]).toEqual([
      `jhe-mcp cannot listen on port ${port} of localhost: another program listens there.`,
      true,
    ])
    await stranger.close()
  })

  it('a port that another program holds is named, and the next step', async () => {
    const port = await freePort()
    const stranger = await holdPort(createServer(), port, '127.0.0.1')
    const error = await rejected(open({ JHE_LISTEN: `127.0.0.1:${port}` }))
    await stranger.close()
    expect(error.toBody()).toEqual({
      code: 'CONFIG_INVALID',
      message: `jhe-mcp cannot listen on port ${port} of 127.0.0.1: another program listens there.`,
      hint: 'Stop it, or set JHE_LISTEN (--listen) to another port.',
    })
  })

  it('the internal port too; the public one is free again then', async () => {
    const [port, inside] = [await freePort(), await freePort()]
    const stranger = await holdPort(createServer(), inside, '127.0.0.1')
    const env = { JHE_LISTEN: `127.0.0.1:${port}`, JHE_INTERNAL_LISTEN: `127.0.0.1:${inside}` }
    const { hint } = await rejected(open(env))
    await stranger.close()
    expect(hint).toBe('Stop it, or set JHE_INTERNAL_LISTEN to another port.')
    await open(env)
  })

  it.each([
    ['192.0.2.1:0', 'the address is none of this machine'],
    ['nowhere.invalid:0', 'the name is not known'],
  ])('%s: %s', async (address, why) => {
    const { code, message } = await rejected(open({ JHE_LISTEN: address }))
    expect([code, message]).toEqual(['CONFIG_INVALID', expect.stringContaining(why)])
  })

  it('a proxy that is no address is refused before anything listens', async () => {
    const { code, message } = await rejected(open({ JHE_TRUSTED_PROXIES: 'everybody' }))
    expect([code, message]).toEqual([
      'CONFIG_INVALID',
      'JHE_TRUSTED_PROXIES names "everybody", which is neither an address nor a network.',
    ])
  })
})

describe('with a certificate of its own', () => {
  const envOf = ({ tlsCert, tlsKey }: { tlsCert: string; tlsKey: string }) => ({
    JHE_TLS_CERT: tlsCert,
    JHE_TLS_KEY: tlsKey,
  })

  it('it speaks https', async ({ folder }) => {
    const pair = createCertificate('localhost')
    const { url } = await open(envOf(await writePair(folder, pair)))
    expect(url).toMatch(/^https:/)
    expect((await askHttpServer(`${url}/live`, { ca: pair.cert })).status).toBe(200)
  })

  it('a renewed one is taken up, and a broken one is not', async ({ folder }) => {
    const first = createCertificate('localhost')
    const second = createCertificate('localhost')
    const tls: Tls | undefined = await readTls(await writePair(folder, first), log, 10)
    const seen: string[] = []
    const stop = tls?.watch(({ cert }) => seen.push(cert))
    await writeFile(join(folder, 'key.pem'), 'broken')
    await writePair(folder, second)
    await vi.waitFor(
      () => {
        expect(seen.at(-1)).toBe(second.cert)
      },
      { timeout: 30_000 },
    )
    stop?.()
    expect(seen).not.toContain(first.cert)
  })

  it('a listener shows the renewed one to new connections', async () => {
    const [first, second] = [createCertificate('localhost'), createCertificate('localhost')]
    let renew: (pair: TestCertificate) => void = () => undefined
    const tls: Tls = {
      current: first,
      watch: (changed) => {
        renew = changed
        return () => undefined
      },
    }
    const address = { host: '127.0.0.1', port: 0 }
    const listening = await listen(
      async (_request, response) => {
        response.end()
        await Promise.resolve()
      },
      address,
      'JHE_LISTEN',
      { tls },
    )
    const shown = async (): Promise<string> => {
      const socket = connectTls({
        port: listening.port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
      })
      await once(socket, 'secureConnect')
      const { raw } = socket.getPeerCertificate()
      socket.destroy()
      return raw.toString('base64')
    }
    const bare = ({ cert }: TestCertificate): string => cert.replaceAll(/-----[A-Z ]+-----|\s/g, '')
    expect(await shown()).toBe(bare(first))
    renew(second)
    expect(await shown()).toBe(bare(second))
    listening.end()
  })

  it('mistakes are named', async ({ folder }) => {
    const paths = await writePair(folder, createCertificate('localhost'))
    const other = join(folder, 'other.pem')
    await writeFile(other, createCertificate('localhost').key)
    const problem = async (files: { tlsCert?: string; tlsKey?: string }) =>
      (await rejected(readTls(files, log))).message
    expect(await problem({ tlsCert: paths.tlsCert })).toBe(
      'Of JHE_TLS_CERT and JHE_TLS_KEY only one is set.',
    )
    expect(await problem({ ...paths, tlsKey: join(folder, 'none.pem') })).toBe(
      'The file of JHE_TLS_KEY cannot be read.',
    )
    expect(await problem({ ...paths, tlsKey: other })).toBe(
      'JHE_TLS_CERT and JHE_TLS_KEY are not a certificate and the key that belongs to it.',
    )
  })
})
