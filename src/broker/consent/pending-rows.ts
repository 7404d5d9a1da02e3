import { createHash } from 'node:crypto'

import { z } from 'zod'

import type { OnceRows, ServeKeys } from '../../state/store.js'
import { cookieLifetime } from './cookies.js'
import type { SignInProof } from '../jhe/federation.js'

const sessionSchema = z.object({
  issuer: z.string(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  idToken: z.string(),
  accessEndsAt: z.number(),
  idTokenEndsAt: z.number(),
  confirmedAt: z.number(),
  studies: z.array(z.int()).nullable(),
})

const proofSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() })

const outcomeSchema = z.union([
  z.object({
    subject: z.int().positive(),
    session: sessionSchema,
  }),
  z.object({ error: z.enum(['access_denied', 'server_error', 'temporarily_unavailable']) }),
])

/** How a sign-in at JHE ended, between the callback and the end of the consent. */
export type SignInOutcome = Readonly<z.output<typeof outcomeSchema>>

/** Sign-ins that are under way, shared by all replicas, sealed, each taken once, for 10 minutes. */
export interface PendingRows {
  putProof(proof: SignInProof): Promise<void>
  /** Undefined once it was taken, or 10 minutes later. */
  takeProof(state: string): Promise<SignInProof | undefined>
  putOutcome(state: string, outcome: SignInOutcome): Promise<void>
  takeOutcome(state: string): Promise<SignInOutcome | undefined>
}

const sealedSchema = z.object({ sealed: z.string() })

export function createPendingRows(
  rows: OnceRows,
  keys: Pick<ServeKeys, 'seal' | 'open'>,
): PendingRows {
  const contextOf = (id: string): string =>
    `pending:${createHash('sha256').update(id).digest('base64url')}`

  const put = async (id: string, value: unknown): Promise<void> => {
    const sealed = keys.seal(JSON.stringify(value), contextOf(id))
    await rows.put(id, { sealed }, cookieLifetime)
  }

  const take = async (id: string): Promise<unknown> => {
    const row = sealedSchema.safeParse(await rows.take(id)).data
    const text = row === undefined ? undefined : keys.open(row.sealed, contextOf(id))
    return text === undefined ? undefined : JSON.parse(text)
  }

  const outcomeId = (state: string): string => `outcome.${state}`

  return {
    putProof: async (proof) => {
      await put(proof.state, proof)
    },
    takeProof: async (state) => proofSchema.safeParse(await take(state)).data,
    putOutcome: async (state, outcome) => {
      await put(outcomeId(state), outcome)
    },
    takeOutcome: async (state) => outcomeSchema.safeParse(await take(outcomeId(state))).data,
  }
}
