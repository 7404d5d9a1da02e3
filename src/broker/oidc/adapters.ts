import type { OidcAdapter, OidcPayload, StateStore } from '../../state/store.js'
import { addedPrefix, type ClientPolicy } from '../clients/client-policy.js'

const isAddress = (id: string): boolean => id.startsWith('https://')

const redirectsOf = (payload: OidcPayload): readonly string[] => {
  const redirects = payload['redirect_uris']
  return Array.isArray(redirects) ? redirects.filter((uri) => typeof uri === 'string') : []
}

/** The same store, of which single functions can be replaced. */
const delegating = (rows: OidcAdapter): OidcAdapter => ({
  upsert: async (id, payload, expiresIn) => {
    await rows.upsert(id, payload, expiresIn)
  },
  find: async (id) => await rows.find(id),
  findByUid: async (uid) => await rows.findByUid(uid),
  findByUserCode: async (code) => await rows.findByUserCode(code),
  consume: async (id) => {
    await rows.consume(id)
  },
  destroy: async (id) => {
    await rows.destroy(id)
  },
  revokeByGrantId: async (grantId) => {
    await rows.revokeByGrantId(grantId)
  },
})

/**
 * The clients that are in the state, with only those redirect addresses that the settings allow now.
 * Clients with a metadata document are not in it.
 */
export function createClientRows(rows: OidcAdapter, policy: ClientPolicy): OidcAdapter {
  const find = async (id: string): Promise<OidcPayload | undefined> => {
    if (isAddress(id) || !policy.allowsClient(id)) return undefined
    const payload = await rows.find(id)
    if (payload === undefined || id.startsWith(addedPrefix)) return payload
    const allowed = redirectsOf(payload).filter((uri) => policy.redirectProblem(uri) === undefined)
    return allowed.length === 0 ? undefined : { ...payload, redirect_uris: allowed }
  }
  return { ...delegating(rows), find }
}

const absent = async (): Promise<undefined> => {
  await Promise.resolve()
}

/** A store that forgets at once: there are no sessions here, and access tokens are not kept. */
const nothing: OidcAdapter = {
  upsert: async () => {
    await Promise.resolve()
  },
  find: absent,
  findByUid: absent,
  findByUserCode: absent,
  consume: async () => {
    await Promise.resolve()
  },
  destroy: async () => {
    await Promise.resolve()
  },
  revokeByGrantId: async () => {
    await Promise.resolve()
  },
}

export interface AdapterOptions {
  readonly state: StateStore
  readonly clients: OidcAdapter
  /** Ends a grant with all that hangs on it, here and at JHE. */
  readonly endGrant: (id: string) => Promise<void>
}

/** What oidc-provider stores where. */
export function createAdapters(options: AdapterOptions): (model: string) => OidcAdapter {
  const { state, clients, endGrant } = options
  return (model) => {
    if (model === 'Session' || model === 'AccessToken') return nothing
    if (model === 'Client') return clients
    const rows = state.oidc(model)
    // oidc-provider destroys a grant when a used token comes again, and when one is revoked
    return model === 'Grant' ? { ...delegating(rows), destroy: endGrant } : rows
  }
}
