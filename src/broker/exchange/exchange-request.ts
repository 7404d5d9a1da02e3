import { z } from 'zod'

import { writtenGrantSchema, type WrittenGrant } from '../../auth/delegation/claims.js'
import { JheError } from '../../errors.js'
import type { Addresses } from '../addresses.js'
import type { OAuthError } from '../answer.js'
import { scope as wholeScope } from '../broker.js'

/** Token exchange of RFC 8693 section 2.1. */
export const exchangeGrantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const jwtType = 'urn:ietf:params:oauth:token-type:jwt'

/** Seconds that an exchanged token lasts, unless another number is asked for, and at most. */
const lifetimes = { usual: 3600, longest: 43_200 }

/** A request that may be answered once its tokens are verified. */
export interface ExchangeRequest {
  readonly clientId: string
  readonly subjectToken: string
  readonly actorToken: string | undefined
  /** Empty where nothing is narrowed. */
  readonly grant: WrittenGrant
  /** Seconds. */
  readonly lifetime: number
}

/** A refusal in the words of RFC 6749 section 5.2. */
export class ExchangeRefused extends Error {
  readonly body: OAuthError

  constructor(error: string, description: string) {
    super(description)
    // RFC 6749 section 5.2 allows neither quotes nor backslashes
    const text = description.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?')
    this.body = { error, error_description: text }
  }
}

const tokenTypes = z.enum([accessTokenType, jwtType])
const ids = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
  .pipe(z.array(z.string().regex(/^[1-9]\d{0,14}$/)).min(1))
  .transform((words) => words.map(Number))
const words = z.string().transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))

/** A parameter that is not known could have been one that narrows, so it is refused. */
const formSchema = z.strictObject({
  grant_type: z.literal(exchangeGrantType),
  client_id: z.string().min(1),
  subject_token: z.string().min(1),
  subject_token_type: tokenTypes,
  actor_token: z.string().min(1).optional(),
  actor_token_type: tokenTypes.optional(),
  requested_token_type: tokenTypes.optional(),
  scope: z.string().optional(),
  study: ids.optional(),
  patient: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .optional(),
  type: words.optional(),
  tools: z.string().optional(),
  expires_in: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .optional(),
})

const refuse = (error: string, description: string): never => {
  throw new ExchangeRefused(error, description)
}

const resourceNames = ['resource', 'audience']

const checkResource = (form: URLSearchParams, addresses: Addresses): void => {
  const named = resourceNames.flatMap((name) => form.getAll(name)).filter((text) => text !== '')
  if (named.some((indicator) => !addresses.isResource(indicator)))
    refuse('invalid_target', 'the resource is not one of this server')
}

const single = (form: URLSearchParams): Readonly<Record<string, string>> => {
  const entries = [...form].filter(([name, value]) => !resourceNames.includes(name) && value !== '')
  const names = entries.map(([name]) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) refuse('invalid_request', 'a parameter is sent twice')
  return Object.fromEntries(entries)
}

const grantOf = (form: z.output<typeof formSchema>): WrittenGrant => {
  const { study, patient, type, tools } = form
  const scopes = (form.scope ?? '').split(/\s+/).filter((one) => !['', wholeScope].includes(one))
  const written = writtenGrantSchema.safeParse({
    ...(study === undefined ? {} : { study }),
    ...(patient === undefined ? {} : { patient }),
    ...(type === undefined ? {} : { type }),
    ...(tools === undefined ? {} : { tools }),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
  })
  return written.data ?? refuse('invalid_scope', 'what is asked for is empty or too long')
}

/**
 * Reads a request for a narrower token. `scope` is in the grammar of `JHE_SCOPE`; `study`, `patient`,
 * `type`, `tools` and `expires_in` narrow further, as the settings of their names do.
 * @throws ExchangeRefused
 */
export function readExchange(form: URLSearchParams, addresses: Addresses): ExchangeRequest {
  checkResource(form, addresses)
  const parsed = formSchema.safeParse(single(form))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const names = issue?.code === 'unrecognized_keys' ? issue.keys : issue?.path
    const name = String(names?.[0] ?? '').slice(0, 40)
    return refuse('invalid_request', `the parameter ${name} is missing, wrong or not known here`)
  }
  const { data } = parsed
  if ((data.actor_token === undefined) !== (data.actor_token_type === undefined))
    refuse('invalid_request', 'actor_token and actor_token_type come together')
  const { client_id: clientId, subject_token: subjectToken, actor_token: actorToken } = data
  const lifetime = Math.min(data.expires_in ?? lifetimes.usual, lifetimes.longest)
  return { clientId, subjectToken, actorToken, grant: grantOf(data), lifetime }
}

/** What is wrong with a grant, told to a program. */
export const scopeRefused = (thrown: unknown): unknown =>
  thrown instanceof JheError ? new ExchangeRefused('invalid_scope', thrown.message) : thrown
