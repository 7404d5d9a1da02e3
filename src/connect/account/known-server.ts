import { z } from 'zod'

import type { Place } from '../../auth/place.js'
import type { RecordKind } from '../../auth/store/record-kind.js'
import type { StoreKind, StoreResolver } from '../../auth/store/session-store.js'
import type { Pin, Registration } from '../oauth/oauth.js'
import type { ServerUrl } from '../server-url.js'
import { serverRecord } from './remote-session.js'

const registrationSchema = z.object({
  issuer: z.string(),
  clientId: z.string(),
  clientSecret: z.string().optional(),
  authentication: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
  kind: z.enum(['given', 'document', 'registered']),
  endsAt: z.number().optional(),
})

const knownServerSchema = z.object({
  server: z.string(),
  /** What was found at the first sign-in. */
  pin: z.object({ issuer: z.string(), resource: z.string() }).optional(),
  /** The OAuth client there, with the redirect address that it was registered with. */
  client: z.object({ registration: registrationSchema, redirect: z.string() }).optional(),
})

/** What is known of a server, also when nobody is signed in there. */
export type KnownRecord = Readonly<z.output<typeof knownServerSchema>>

/** How that is stored. */
export const knownServerKind = (server: ServerUrl, place: Place): RecordKind<KnownRecord> => ({
  ...serverRecord('client', server, place),
  schema: knownServerSchema,
  isOwn: (known) => known.server === server.href,
  isSame: (one, other) => JSON.stringify(one) === JSON.stringify(other),
})

/** What is known of one server: its pin, and the OAuth client there. */
export interface KnownServer {
  /** @throws JheError CREDENTIALS_LOCKED */
  pin(): Promise<Pin | undefined>
  /** The client, if it was registered with this redirect address and its secret has not ended. */
  registration(redirect: string): Promise<Registration | undefined>
  /** @param keptIn where the session goes */
  remember(
    change: { readonly pin?: Pin; readonly client?: KnownRecord['client'] },
    keptIn: StoreKind,
  ): Promise<void>
  /** The client is refused: another one is registered at the next sign-in. */
  forgetRegistration(): Promise<void>
  /** Forgets all. */
  forget(): Promise<void>
}

export function createKnownServer(
  { href }: ServerUrl,
  stores: StoreResolver<KnownRecord>,
  now: () => Date,
): KnownServer {
  const read = async (): Promise<KnownRecord | undefined> => (await stores.read()).session
  return {
    pin: async () => (await read())?.pin,
    registration: async (redirect) => {
      const client = (await read())?.client
      if (client?.redirect !== redirect) return undefined
      const { endsAt } = client.registration
      const isOver = endsAt !== undefined && endsAt <= now().getTime() / 1000
      return isOver ? undefined : client.registration
    },
    remember: async (change, keptIn) => {
      const before = await read()
      const after = { ...before, server: href, ...change }
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(after)) return
      await stores.storeOf(keptIn).write(after)
    },
    forgetRegistration: async () => {
      const { store, session: known } = await stores.read()
      if (known?.client === undefined) return
      await store.swap(known, { server: known.server, ...(known.pin && { pin: known.pin }) })
    },
    forget: async () => {
      await (await stores.current()).clear()
    },
  }
}
