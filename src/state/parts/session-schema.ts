import { z } from 'zod'

/** How a session at JHE is kept. */
export const sessionSchema = z
  .object({
    issuer: z.string(),
    accessToken: z.string(),
    refreshToken: z.string().nullable(),
    idToken: z.string(),
    accessEndsAt: z.number(),
    idTokenEndsAt: z.number(),
    confirmedAt: z.number(),
    studies: z.array(z.number()).readonly().nullable(),
  })
  .readonly()

/** What is kept of a grant beside its session; not readable in a dump. */
export const detailsSchema = z
  .object({
    id: z.string(),
    clientId: z.string(),
    clientName: z.string(),
    redirectHost: z.string(),
  })
  .readonly()
