import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { jheSetup, publicClient } from '../../../src/demo/issuer/provider-configuration.js'
import { createServeKeys } from '../../../src/state/serve-keys.js'
import type { StateStore } from '../../../src/state/store.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { elapseScript, newKey, stateAt } from '../../support/state/states.js'

interface Answer {
  readonly status: number
  readonly refreshToken: string
}

/** An authorization server, one of several that share their state. */
interface Replica {
  readonly provider: Provider
  readonly refresh: (token: string) => Promise<Answer>
  readonly server: Server
}

const clientId = 'client'

const textOf = (body: unknown, name: string): string => {
  const value: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : ''
}

const startReplica = async (store: StateStore, jwk: object): Promise<Replica> => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const provider = new Provider('https://jhe-mcp.example', {
    ...jheSetup,
    adapter: (model: string) => store.oidc(model),
    jwks: { keys: [jwk] },
    clients: [publicClient(clientId, ['https://claude.ai/cb'])],
    cookies: { keys: ['only a test'] },
    ttl: { AccessToken: 3_600, IdToken: 3_600, RefreshToken: 86_400, Grant: 86_400 },
    rotateRefreshToken: true,
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id }),
    }),
  })
  const handle = provider.callback()
  server.on('request', (request, response) => void handle(request, response))
  const refresh = async (token: string): Promise<Answer> => {
    const response = await fetch(`http://127.0.0.1:${port}/token/`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: token,
      }),
    })
    const body: unknown = await response.json()
    return { status: response.status, refreshToken: textOf(body, 'refresh_token') }
  }
  return { provider, refresh, server }
}

describe('oidc-provider on three replicas', () => {
  let database: TestDatabase
  let stores: readonly StateStore[]
  let replicas: readonly Replica[]
  let statements = 0
  beforeEach(async () => {
    database = await createDatabase('blank')
    const keys = createServeKeys([newKey()])
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }
    const count = (): void => {
      statements += 1
    }
    stores = [1, 2, 3].map(() => stateAt(database.url, keys, count))
    replicas = await Promise.all(stores.map(async (store) => await startReplica(store, jwk)))
  })
  afterEach(async () => {
    for (const { server } of replicas) {
      server.closeAllConnections()
      server.close()
    }
    for (const store of stores) await store.close()
    await database.drop()
  })

  const refreshAt = async (replica: number, token: string): Promise<Answer> => {
    const { refresh } = replicas[replica % replicas.length] ?? {}
    if (refresh === undefined) throw new Error('no replica')
    return await refresh(token)
  }

  /** What a finished sign-in leaves. */
  const firstToken = async (): Promise<string> => {
    const { provider } = replicas[0] ?? {}
    if (provider === undefined) throw new Error('no replica')
    const grant = new provider.Grant({ accountId: '7', clientId })
    grant.addOIDCScope('openid')
    return await new provider.RefreshToken({
      accountId: '7',
      client: await provider.Client.find(clientId),
      grantId: await grant.save(),
      gty: 'authorization_code',
      scope: 'openid',
    }).save()
  }

  it('F10: 9 refreshes at once are all answered, and all 9 successors work', async () => {
    const first = await firstToken()
    const seconds = await Promise.all(
      Array.from({ length: 9 }, async (_value, at) => await refreshAt(at, first)),
    )
    expect(seconds.map(({ status }) => status)).toEqual(seconds.map(() => 200))
    expect(new Set(seconds.map(({ refreshToken }) => refreshToken)).size).toBe(9)
    const thirds = await Promise.all(
      seconds.map(async ({ refreshToken }, at) => await refreshAt(at + 1, refreshToken)),
    )
    expect(thirds.map(({ status }) => status)).toEqual(thirds.map(() => 200))
  })

  it('F11: a token whose answer was lost is good once more', async () => {
    const first = await firstToken()
    await refreshAt(0, first)
    const again = await refreshAt(1, first)
    expect(again.status).toBe(200)
    expect((await refreshAt(2, again.refreshToken)).status).toBe(200)
  })

  it('F10: a token that was used long ago ends the grant', async () => {
    const first = await firstToken()
    const second = await refreshAt(0, first)
    const third = await refreshAt(1, second.refreshToken)
    expect((await refreshAt(2, first)).status).toBe(400)
    expect((await refreshAt(0, third.refreshToken)).status).toBe(400)
  })

  it('F10: a token that is sent again after five minutes ends the grant', async () => {
    const first = await firstToken()
    const second = await refreshAt(0, first)
    await database.sql(elapseScript(301))
    expect((await refreshAt(1, first)).status).toBe(400)
    expect((await refreshAt(2, second.refreshToken)).status).toBe(400)
  })

  it('a refresh costs eight statements at most', async () => {
    const second = await refreshAt(0, await firstToken())
    const before = statements
    expect((await refreshAt(0, second.refreshToken)).status).toBe(200)
    expect(statements - before).toBeLessThanOrEqual(8)
    expect(statements - before).toBeGreaterThan(0)
  })

  it('F45: a token ends by the clock of the state', async () => {
    const first = await firstToken()
    await database.sql(elapseScript(86_400 + 30))
    const second = await refreshAt(1, first)
    expect(second.status).toBe(200)
    await database.sql(elapseScript(86_400 + 61))
    expect((await refreshAt(2, second.refreshToken)).status).toBe(400)
  })

  it('F47: a state without the grant answers invalid_grant, not an error of its own', async () => {
    const first = await firstToken()
    await database.sql('truncate jhe_mcp_state.oidc')
    expect((await refreshAt(0, first)).status).toBe(400)
  })
})
