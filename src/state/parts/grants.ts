import { setTimeout as delay } from 'node:timers/promises'

import { JheError } from '../../errors.js'
import type { StateQuery } from '../database.js'
import { hashOf, openValue, sealValue } from '../sealed.js'
import type { Grant, Grants, GrantWithSession, ServeKeys, UpstreamSession } from '../store.js'
import * as sql from './grants-sql.js'
import type { PartOptions } from './oidc-adapter.js'
import { detailsSchema, sessionSchema } from './session-schema.js'

interface Row {
  readonly id_hash: string
  readonly subject: number
  readonly details: string
  readonly session: string
  /** Seconds since the epoch. */
  readonly created: number
  readonly used: number
}

/** Milliseconds after which a session that JHE has just renewed is stored again, if that failed. */
const storeAgainMs = [100, 400, 1_500, 3_000] as const

const dateOf = (seconds: number): Date => new Date(seconds * 1_000)
const detailsName = (idHash: string): string => `grants/details/${idHash}`
const sessionName = (idHash: string): string => `grants/session/${idHash}`

const grantOf = (keys: ServeKeys, row: Row): Grant | undefined => {
  const sealed = { text: row.details, schema: detailsSchema }
  const details = openValue(keys, detailsName(row.id_hash), sealed)
  if (details === undefined) return undefined
  const { subject, created, used } = row
  return { ...details, subject, createdAt: dateOf(created), usedAt: dateOf(used) }
}

const sessionOf = (
  keys: ServeKeys,
  { id_hash, session }: Pick<Row, 'id_hash' | 'session'>,
): UpstreamSession | undefined =>
  openValue(keys, sessionName(id_hash), { text: session, schema: sessionSchema })

const withSession = (keys: ServeKeys, row: Row | undefined): GrantWithSession | undefined => {
  if (row === undefined) return undefined
  const grant = grantOf(keys, row)
  const session = sessionOf(keys, row)
  return grant === undefined || session === undefined ? undefined : { ...grant, session }
}

/** A new session under the row of the old one. */
interface Renewed {
  readonly row: Row
  readonly session: string
}

/** @returns when it was used, or undefined for a grant that has ended meanwhile */
const store = async (query: StateQuery, { row, session }: Renewed): Promise<Date | undefined> => {
  const values = [row.id_hash, session, row.session]
  const [stored] = await query.query<{ used: number }>(sql.store, values)
  return stored === undefined ? undefined : dateOf(stored.used)
}

const isUnavailable = (thrown: unknown): boolean =>
  thrown instanceof JheError && thrown.code === 'STATE_UNAVAILABLE'

/**
 * JHE has already forgotten the old session, so that a renewed one is not given up because the
 * database restarted just then.
 */
const storeAgain = async (
  query: StateQuery,
  renewed: Renewed,
  thrown: unknown,
): Promise<Date | undefined> => {
  let last = thrown
  for (const ms of storeAgainMs) {
    if (!isUnavailable(last)) throw last
    await delay(ms)
    try {
      return await store(query, renewed)
    } catch (again) {
      last = again
    }
  }
  throw last
}

type Work = Parameters<Grants['renew']>[1]
type Parts = Pick<PartOptions, 'database' | 'keys'>

const findIn = async ({ database, keys }: Parts, idHash: string) =>
  withSession(keys, (await database.query<Row>(sql.find, [idHash]))[0])

const endIn = async (query: StateQuery, keys: ServeKeys, idHash: string) => {
  const [row] = await query.query<{ session: string }>(sql.end, [idHash])
  return row === undefined ? undefined : sessionOf(keys, { id_hash: idHash, ...row })
}

/**
 * Work on the row of a grant, which is locked.
 * @param onRenewed is told of a new session before it is stored
 */
const renewLocked = async (
  query: StateQuery,
  { keys }: Parts,
  { idHash, work }: { readonly idHash: string; readonly work: Work },
  onRenewed: (renewed: Renewed, grant: GrantWithSession) => void,
): Promise<GrantWithSession | undefined> => {
  const [row] = await query.query<Row>(sql.lock, [idHash])
  const grant = withSession(keys, row)
  if (row === undefined || grant === undefined) return undefined
  const outcome = await work(grant)
  if (outcome.kind === 'unchanged') return grant
  if (outcome.kind === 'ended') {
    await endIn(query, keys, idHash)
    return undefined
  }
  const renewed = { row, session: sealValue(keys, sessionName(idHash), outcome.session) }
  const fresh = { ...grant, session: outcome.session }
  onRenewed(renewed, fresh)
  const usedAt = await store(query, renewed)
  return usedAt === undefined ? undefined : { ...fresh, usedAt }
}

const renew = async (
  parts: Parts,
  idHash: string,
  work: Work,
): Promise<GrantWithSession | undefined> => {
  let unsaved: { readonly renewed: Renewed; readonly grant: GrantWithSession } | undefined
  try {
    return await parts.database.exclusively(
      idHash,
      async (query) =>
        await renewLocked(query, parts, { idHash, work }, (renewed, grant) => {
          unsaved = { renewed, grant }
        }),
    )
  } catch (thrown) {
    if (unsaved === undefined) throw thrown
    const usedAt = await storeAgain(parts.database, unsaved.renewed, thrown)
    // its row is not as it was: the first attempt was stored after all, or the grant has ended
    if (usedAt === undefined) return await findIn(parts, idHash)
    return { ...unsaved.grant, usedAt }
  }
}

/** The grants in the database. */
export function createGrants(parts: Parts): Grants {
  const { database, keys } = parts
  return {
    create: async (grant, { lifetime, idle }) => {
      const { id, subject, clientId, clientName, redirectHost, session } = grant
      const idHash = hashOf(id)
      const details = { id, clientId, clientName, redirectHost }
      await database.query(sql.create, [
        idHash,
        subject,
        sealValue(keys, detailsName(idHash), details),
        sealValue(keys, sessionName(idHash), session),
        hashOf(clientId),
        lifetime,
        idle,
      ])
    },
    find: async (id) => await findIn(parts, hashOf(id)),
    touch: async (ids) => {
      if (ids.length > 0) await database.query(sql.touch, [ids.map(hashOf)])
    },
    list: async (subject) =>
      (await database.query<Row>(sql.list, [subject ?? null])).flatMap(
        (row) => grantOf(keys, row) ?? [],
      ),
    end: async (id) => {
      const idHash = hashOf(id)
      return await database.exclusively(idHash, async (query) => await endIn(query, keys, idHash))
    },
    renew: async (id, work) => await renew(parts, hashOf(id), work),
  }
}
