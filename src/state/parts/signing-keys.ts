import { exportJWK, generateKeyPair } from 'jose'
import { randomUUID } from 'node:crypto'

import { z } from 'zod'

import { lockNumbers } from '../schema/migration-script.js'
import { openValue, sealValue } from '../sealed.js'
import type { ServeKeys, SigningKey, SigningKeys } from '../store.js'
import type { StateQuery } from '../database.js'
import type { PartOptions } from './oidc-adapter.js'

interface Row {
  readonly kid: string
  readonly jwk: string
  /** Seconds since the epoch, and since it was made. */
  readonly created: number
  readonly age: number
}

/** `$1` seconds after a key was followed by the next one it goes. */
const listed = `select kid, jwk, extract(epoch from created_at)::float8 as created,
    extract(epoch from now() - created_at)::float8 as age
  from (select *, lead(created_at) over (order by created_at, kid) as followed_at from jhe_mcp_state.signing_key) as k
  where followed_at is null or followed_at > now() - make_interval(secs => $1::float8)
  order by created_at desc, kid desc`

const removeOld = `delete from jhe_mcp_state.signing_key where kid in (
    select kid from (select kid, lead(created_at) over (order by created_at, kid) as followed_at
      from jhe_mcp_state.signing_key) as k
    where followed_at < now() - make_interval(secs => $1::float8))`

const insert = `insert into jhe_mcp_state.signing_key (kid, jwk, created_at) values ($1, $2, clock_timestamp())`

const lock = `select pg_advisory_xact_lock(${lockNumbers.signingKey})`

const jwkSchema = z.record(z.string(), z.unknown())

/** A new private key in the form of RFC 7517, for ES256 (RFC 7518, section 3.4). */
export const createSigningJwk = async (kid: string): Promise<SigningKey['jwk']> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' }
}

const nameOf = (kid: string): string => `signing_key/${kid}`

interface Found extends SigningKey {
  readonly age: number
}

const opened = (keys: ServeKeys, { kid, jwk, created, age }: Row): readonly Found[] => {
  const key = openValue(keys, nameOf(kid), { text: jwk, schema: jwkSchema })
  return key === undefined ? [] : [{ kid, jwk: key, createdAt: new Date(created * 1_000), age }]
}

const newestKey =
  'select kid, jwk from jhe_mcp_state.signing_key order by created_at desc, kid desc limit 1'

/**
 * Whether the keys open what another replica, or an earlier start, has sealed.
 * @returns undefined where nothing is sealed yet
 * @throws JheError STATE_UNAVAILABLE
 */
export async function opensNewestKey({
  database,
  keys,
}: {
  readonly database: StateQuery
  readonly keys: ServeKeys
}): Promise<boolean | undefined> {
  const [row] = await database.query<Pick<Row, 'kid' | 'jwk'>>(newestKey)
  return row === undefined ? undefined : keys.open(row.jwk, nameOf(row.kid)) !== undefined
}

/** The keys that sign access tokens. */
export function createSigningKeys({ database, keys }: PartOptions): SigningKeys {
  const find = async (query: StateQuery, keepFor: number): Promise<readonly Found[]> =>
    (await query.query<Row>(listed, [keepFor])).flatMap((row) => opened(keys, row))
  return {
    current: async ({ rotateAfter, keepFor }) => {
      const isDue = ([newest]: readonly Found[]): boolean =>
        newest === undefined || newest.age >= rotateAfter
      const found = await find(database, keepFor)
      if (!isDue(found)) return found
      return await database.exclusively('signing key', async (query) => {
        await query.query(lock)
        const meanwhile = await find(query, keepFor)
        if (!isDue(meanwhile)) return meanwhile
        const kid = randomUUID()
        await query.query(insert, [kid, sealValue(keys, nameOf(kid), await createSigningJwk(kid))])
        await query.query(removeOld, [keepFor])
        return await find(query, keepFor)
      })
    },
  }
}
