import { z } from 'zod'

import type { Place } from '../../auth/place.js'
import type { RecordKind } from '../../auth/store/record-kind.js'
import type { StoreKind, StoreResolver } from '../../auth/store/session-store.js'
import type { Challenge, Pin, Registration } from '../oauth/oauth.js'
import type { ServerUrl } from '../server-url.js'
import { serverRecord } from './remote-session.js'

const registrationSchema = z.object({
  issuer: z.string(),
  clientId: z.string(),
  clientSecret: z.string().optional(),
  authentication: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
  kind: z.enum(['given', 'document', 'registered']),
  endsAt: z.number().optional(),
  redirectUri: z.string().optional(),
  madeAt: z.number().optional(),
})

const knownServerSchema = z.object({
  server: z.string(),
  /** What was found at the first sign-in. */
  pin: z.object({ issuer: z.string(), resource: z.string() }).optional(),
  /** Where its metadata lies, as it said itself with 401. */
  resourceMetadata: z.string().optional(),
  /** The OAuth client that was registered there. */
  registration: registrationSchema.optional(),
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
  /** What the server said at the first sign-in, as far as it is needed to find its metadata again. */
  challenge(): Promise<Challenge>
  /** @throws JheError CREDENTIALS_LOCKED */
  registration(): Promise<Registration | undefined>
  /** @param keptIn where the session goes */
  remember(
    change: Partial<Pick<KnownRecord, 'pin' | 'resourceMetadata' | 'registration'>>,
    keptIn: StoreKind,
  ): Promise<void>
  /** The client is refused: where no other was registered since, one is at the next sign-in. */
  forgetRegistration(clientId: string): Promise<void>
  /** Forgets all. */
  forget(): Promise<void>
}

export function createKnownServer(
  { href }: ServerUrl,
  stores: StoreResolver<KnownRecord>,
): KnownServer {
  const read = async (): Promise<KnownRecord | undefined> => (await stores.read()).session
  return {
    pin: async () => (await read())?.pin,
    challenge: async () => {
      const resourceMetadata = (await read())?.resourceMetadata
      return resourceMetadata === undefined ? {} : { resourceMetadata }
    },
    registration: async () => (await read())?.registration,
    remember: async (change, keptIn) => {
      const before = await read()
      const after = { ...before, ...change, server: href }
      if (JSON.stringify({ ...before, server: href }) !== JSON.stringify(after))
        await stores.storeOf(keptIn).write(after)
    },
    forgetRegistration: async (clientId) => {
      const { store, session: known } = await stores.read()
      if (known?.registration?.clientId !== clientId) return
      await store.swap(known, { ...known, registration: undefined })
    },
    forget: async () => {
      await (await stores.current()).clear()
    },
  }
}
