import { z } from 'zod'

import type { StateDatabase } from '../database.js'
import { hashOf, openValue, sealValue } from '../sealed.js'
import type { OidcAdapter, OidcPayload, ServeKeys } from '../store.js'
import * as sql from './oidc-sql.js'
import { rotationOf, shownPayload, type Standing } from './shown-payload.js'

/** What the parts of the store work with. */
export interface PartOptions {
  readonly database: StateDatabase
  readonly keys: ServeKeys
  /** This process's clock, by which oidc-provider judges `exp`. */
  readonly now: () => Date
}

interface Row extends Standing {
  readonly id_hash: string
  readonly payload: string
}

const payloadSchema = z.record(z.string(), z.unknown())

const textOf = (payload: OidcPayload, name: string): string | null => {
  const value = payload[name]
  return typeof value === 'string' ? value : null
}

const hashOrNull = (text: string | null): string | null => (text === null ? null : hashOf(text))

/** The rows of one model in the database. @param model of oidc-provider */
export function createOidcAdapter(model: string, options: PartOptions): OidcAdapter {
  const { database, keys, now } = options
  const rowName = (idHash: string): string => `oidc/${model}/${idHash}`
  const read = (row: Row | undefined): OidcPayload | undefined => {
    if (row === undefined) return undefined
    const sealed = { text: row.payload, schema: payloadSchema }
    const payload = openValue(keys, rowName(row.id_hash), sealed)
    return payload === undefined ? undefined : shownPayload(payload, row, now())
  }
  return {
    upsert: async (id, payload, expiresIn) => {
      const idHash = hashOf(id)
      const isKept = expiresIn === Infinity
      await database.query(model === 'Client' ? sql.putClient : sql.put, [
        model,
        idHash,
        sealValue(keys, rowName(idHash), payload),
        hashOrNull(textOf(payload, 'grantId')),
        hashOrNull(textOf(payload, 'uid')),
        rotationOf(payload),
        isKept,
        isKept ? null : (expiresIn ?? null),
      ])
    },
    find: async (id) =>
      read((await database.query<Row>(sql.findOf(model), [model, hashOf(id)]))[0]),
    findByUid: async (uid) =>
      read((await database.query<Row>(sql.findByUid, [model, hashOf(uid)]))[0]),
    // the device flow, which alone has user codes, is not offered
    findByUserCode: async () => {
      await Promise.resolve()
      return undefined
    },
    consume: async (id) => {
      await database.query(sql.consume, [model, hashOf(id)])
    },
    destroy: async (id) => {
      await database.query(sql.destroy, [model, hashOf(id)])
    },
    revokeByGrantId: async (grantId) => {
      await database.query(sql.revokeGrant, [hashOf(grantId)])
    },
  }
}
