import { z } from 'zod'

const id = z.int().min(1)
const text = (longest: number) => z.string().min(1).max(longest)

/** Most levels of delegation, and most sources that one of them may add up to. */
export const maxDepth = 8

/** Most studies and data types of one source, and most characters of its scopes and tools. */
export const maxOfGrant = { study: 1000, type: 100, scope: 4000, tools: 2000 } as const

/**
 * One source of a grant as people write it: what it leaves out it does not limit. `type` holds codes
 * of data types and names of FHIR resource types, `scope` the text of `JHE_SCOPE`, `tools` that of
 * `JHE_TOOLS`.
 */
export const writtenGrantSchema = z.strictObject({
  study: z.array(id).min(1).max(maxOfGrant.study).optional(),
  patient: id.optional(),
  type: z.array(text(200)).min(1).max(maxOfGrant.type).optional(),
  scope: text(maxOfGrant.scope).optional(),
  tools: text(maxOfGrant.tools).optional(),
})

export type WrittenGrant = z.output<typeof writtenGrantSchema>

/** A name of an agent: what stands in `act.sub`. */
export const agentNameForm = /^[\w.@:/+-]{1,100}$/

/** The claim `act` of RFC 8693 section 4.1: the agent that acts, and within it those before. */
export interface Act {
  readonly sub: string
  readonly act?: Act | undefined
}

const actSchema: z.ZodType<Act> = z.lazy(() =>
  z.strictObject({
    // ids of OAuth clients may be addresses
    sub: z.string().regex(/^[\x21-\x7e]{1,300}$/),
    act: actSchema.optional(),
  }),
)

/** Who acts, the one of now first. */
export const actorsOf = ({ sub, act }: Act): readonly string[] => [
  sub,
  ...(act === undefined ? [] : actorsOf(act)),
]

/** What a token says beside whose it is: who acts, all that narrows, and the tokens that it came from. */
export const delegatedClaims = {
  act: actSchema.refine((act) => actorsOf(act).length <= maxDepth),
  /** Every level has added its own; what all of them allow is allowed. */
  grants: z
    .array(writtenGrantSchema)
    .min(1)
    .max(3 * maxDepth),
  /** `jti` of the tokens that it was made from. */
  parents: z.array(text(100)).max(maxDepth),
  jti: text(100),
}

/** Claims of a token for `JHE_GRANT`. */
export const delegationSchema = z.strictObject({
  ...delegatedClaims,
  iss: text(200),
  aud: text(600),
  sub: z.string().regex(/^[1-9]\d{0,14}$/),
  iat: z.int(),
  exp: z.int(),
})

export type DelegationClaims = z.output<typeof delegationSchema>

/** A delegation as the rest of the program sees it. */
export interface Delegation {
  /** `jti` */
  readonly id: string
  /** `jti` of all that must not be revoked, its own too. */
  readonly chain: readonly string[]
  /** Who acts, the one of now first. */
  readonly actors: readonly string[]
  readonly grants: readonly WrittenGrant[]
  /** Seconds since the epoch. */
  readonly endsAt: number
}

/** @param exp seconds since the epoch */
export const delegationOf = ({
  jti,
  parents,
  act,
  grants,
  exp,
}: Pick<DelegationClaims, 'jti' | 'parents' | 'act' | 'grants' | 'exp'>): Delegation => ({
  id: jti,
  chain: [jti, ...parents],
  actors: actorsOf(act),
  grants,
  endsAt: exp,
})

/** The agent of now in front of those before. */
export const actedBy = (sub: string, before: Act | undefined): Act =>
  before === undefined ? { sub } : { sub, act: before }
