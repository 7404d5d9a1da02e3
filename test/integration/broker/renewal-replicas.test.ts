import { afterEach, beforeEach, expect, it } from 'vitest'

import { createIssuerHttp } from '../../../src/auth/issuer/http.js'
import { createUpstream, type Upstream } from '../../../src/broker/jhe/upstream.js'
import { createLog } from '../../../src/log.js'
import type { StateStore } from '../../../src/state/store.js'
import { createDatabase, type TestDatabase } from '../../support/database/database.js'
import { noMetrics } from '../../../src/metrics.js'
import { createTestKeys } from '../../support/broker/watched-state.js'
import { people } from '../../support/broker/world.js'
import { clientSecret } from '../../support/issuer/issuer-configuration.js'
import { startIssuer, type Issuer } from '../../support/issuer/issuer.js'
import { ends, grantOf, sessionOf } from '../../support/state/fixtures.js'
import { stateAt } from '../../support/state/states.js'

interface Replica {
  readonly state: StateStore
  readonly jhe: Upstream
}

let database: TestDatabase
let issuer: Issuer
let replicas: readonly Replica[]

const now = () => new Date()

beforeEach(async () => {
  database = await createDatabase('blank')
  issuer = await startIssuer({ people, isConfidential: true })
  replicas = []
})

/** @param limitMs how long they wait for JHE */
const openReplicas = (limitMs = 20_000): void => {
  const keys = createTestKeys()
  replicas = Array.from({ length: 3 }, () => {
    const state = stateAt(database.url, keys)
    const jhe = createUpstream({
      issuer: issuer.issuer,
      clientId: issuer.clientId,
      clientSecret,
      http: createIssuerHttp({ env: {}, fetch, now, limitMs }),
      metrics: noMetrics,
      publicUrl: 'http://localhost:8001',
      grants: state.grants,
      now,
      log: createLog('error', () => undefined),
      onEvent: () => undefined,
    })
    return { state, jhe }
  })
}
afterEach(async () => {
  for (const { state } of replicas) await state.close()
  await issuer.close()
  await database.drop()
})

/** Grants that JHE confirmed two hours ago. */
const staleGrants = async (count: number) => {
  const [first] = replicas
  if (first === undefined) throw new Error('no replica')
  const at = Math.floor(Date.now() / 1000)
  for (let n = 0; n < count; n += 1) {
    const refreshToken = await issuer.issueRefreshToken(10002)
    const session = { ...sessionOf(`${n}`), issuer: issuer.issuer, refreshToken }
    const times = { confirmedAt: at - 7200, accessEndsAt: at - 3600, idTokenEndsAt: at + 28_800 }
    await first.state.grants.create(
      { ...grantOf(`grant-${n}`, 10002), session: { ...session, ...times } },
      ends,
    )
  }
}

/** What a replica does before it answers a call. */
const confirm = async ({ state, jhe }: Replica, id: string) => {
  const grant = await state.grants.find(id)
  return grant === undefined ? 'no grant' : (await jhe.renewIfDue(grant)).kind
}

const refreshes = () =>
  issuer.grants.filter((g) => g.grant_type === 'refresh_token').map(({ outcome }) => outcome)

it('F12: 20 at once over 3 replicas with PostgreSQL are one refresh, and nobody is signed out', async () => {
  openReplicas()
  await staleGrants(1)
  const kinds = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const replica = replicas[n % 3]
      return replica === undefined ? undefined : await confirm(replica, 'grant-0')
    }),
  )
  expect(new Set(kinds)).toEqual(new Set(['live']))
  expect(refreshes()).toEqual(['success'])
})

it('F12: many people at once are one refresh each', async () => {
  openReplicas()
  await staleGrants(12)
  const kinds = await Promise.all(
    replicas.flatMap((replica) =>
      Array.from({ length: 12 }, async (_, n) => await confirm(replica, `grant-${n}`)),
    ),
  )
  expect(new Set(kinds)).toEqual(new Set(['live']))
  expect(refreshes()).toEqual(Array.from({ length: 12 }, () => 'success'))
})

it('F13: a JHE that never answers takes no connection from the other work of the state', async () => {
  openReplicas(1_500)
  await staleGrants(30)
  issuer.behave({ mode: 'hang' })
  const [replica] = replicas
  if (replica === undefined) throw new Error('no replica')
  const asked = issuer.tokenRequest()
  const stuck = Array.from({ length: 30 }, async (_, n) => await confirm(replica, `grant-${n}`))
  await asked
  // all of them wait for JHE, and the state still answers
  expect(await replica.state.grants.list(10002)).toHaveLength(30)
  expect(new Set(await Promise.all(stuck))).toEqual(new Set(['live']))
})
