import { z } from 'zod'

import type { Discovery, OAuthContext, Registration } from './oauth.js'
import { shownCode, stepFailed, unexpectedAnswer } from './oauth-errors.js'
import { jsonOf, send } from './send.js'

/** What the settings say about the client. */
export interface WantedClient {
  /** `JHE_SERVER_CLIENT_ID`: an id, or the https address of a client document. */
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
}

type Authentication = Registration['authentication']

const limitMs = 30_000
/** A secret that ends sooner is not used for a sign-in any more, in seconds. */
const margin = 300

const setClient =
  'Ask its administrator for a client id for jhe-mcp and set JHE_SERVER_CLIENT_ID. For a server that wants a key, put the key into a file and set JHE_SERVER_HEADER_FILE.'

const withSecret = ({ clientAuthentications: offered }: Discovery): Authentication =>
  offered?.includes('client_secret_basic') === false && offered.includes('client_secret_post')
    ? 'client_secret_post'
    : 'client_secret_basic'

/** Of a client that registers itself: without a secret where that is offered or nothing is said. */
const preferred = (discovery: Discovery): Authentication => {
  const offered = discovery.clientAuthentications
  if (offered === undefined || offered.includes('none')) return 'none'
  return offered.some((method) => method.startsWith('client_secret_'))
    ? withSecret(discovery)
    : 'none'
}

const isDocumentAddress = (clientId: string): boolean =>
  clientId.startsWith('https://') && URL.canParse(clientId) && new URL(clientId).pathname !== '/'

/** The client of the settings; undefined where the issuer cannot take it but may register one. */
const givenClient = (
  discovery: Discovery,
  { clientId, clientSecret }: WantedClient,
): Registration | undefined => {
  if (clientId === undefined) return undefined
  const client = { issuer: discovery.issuer, clientId }
  if (clientSecret !== undefined)
    return { ...client, clientSecret, authentication: withSecret(discovery), kind: 'given' }
  if (!isDocumentAddress(clientId)) return { ...client, authentication: 'none', kind: 'given' }
  if (discovery.acceptsDocuments) return { ...client, authentication: 'none', kind: 'document' }
  return discovery.registrationEndpoint === undefined
    ? { ...client, authentication: 'none', kind: 'given' }
    : undefined
}

/** Whether a registration of before can be used for a sign-in now. */
const isUsable = (known: Registration, { issuer }: Discovery, context: OAuthContext): boolean =>
  known.kind === 'registered' &&
  known.issuer === issuer &&
  (known.redirectUri ?? context.redirect.text) === context.redirect.text &&
  (known.endsAt === undefined || known.endsAt > context.now().getTime() / 1000 + margin)

/** RFC 7591, section 3.2.1; numbers may be text. */
const answerSchema = z.looseObject({
  client_id: z.string().min(1),
  client_secret: z.string().min(1).optional(),
  client_secret_expires_at: z.coerce.number().nonnegative().optional().catch(undefined),
  token_endpoint_auth_method: z.string().optional(),
})

const refusalSchema = z.looseObject({ error: z.string() })

const authentications = ['none', 'client_secret_basic', 'client_secret_post'] as const

type RegistrationAnswer = z.output<typeof answerSchema>

/** What the issuer decided on; by RFC 7591, section 2, Basic where it gives a secret and says nothing. */
const decided = (
  { client_secret, token_endpoint_auth_method: method }: RegistrationAnswer,
  discovery: Discovery,
): Authentication | undefined => {
  if (method === undefined) return client_secret === undefined ? 'none' : withSecret(discovery)
  const authentication = authentications.find((name) => name === method)
  return authentication === 'none' || client_secret !== undefined ? authentication : undefined
}

const readAnswer = (text: string, discovery: Discovery, context: OAuthContext): Registration => {
  const parsed = answerSchema.safeParse(jsonOf(text))
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? 'its form')
    throw stepFailed(context, 'registration', `in the answer ${field} is missing or malformed`)
  }
  const { client_id, client_secret, client_secret_expires_at: endsAt } = parsed.data
  const authentication = decided(parsed.data, discovery)
  if (authentication === undefined)
    throw stepFailed(
      context,
      'registration',
      'jhe-mcp is to authenticate in a way that it does not know (token_endpoint_auth_method)',
      setClient,
    )
  return {
    issuer: discovery.issuer,
    clientId: client_id,
    ...(authentication !== 'none' && { clientSecret: client_secret }),
    authentication,
    kind: 'registered',
    ...(authentication !== 'none' && endsAt !== undefined && endsAt > 0 && { endsAt }),
    redirectUri: context.redirect.text,
  }
}

/** RFC 7591, section 3.1. */
const requestRegistration = async (
  context: OAuthContext,
  discovery: Discovery,
  endpoint: string,
): Promise<Registration> => {
  const { response, text } = await send(context, 'registration', endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'jhe-mcp',
      application_type: 'native',
      redirect_uris: [context.redirect.text],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: preferred(discovery),
    }),
    signal: AbortSignal.timeout(limitMs),
  })
  if (response.ok) return readAnswer(text, discovery, context)
  const refusal = refusalSchema.safeParse(jsonOf(text)).data
  const isClosed = [401, 403, 404, 405].includes(response.status)
  if (refusal === undefined && !isClosed)
    throw unexpectedAnswer(context, 'registration', endpoint, response)
  const code = refusal === undefined ? '' : `, ${shownCode(refusal.error)}`
  throw stepFailed(
    context,
    'registration',
    `it is refused (status ${response.status}${code})`,
    setClient,
  )
}

/**
 * The OAuth client to sign in with: that of the settings, else the known one while it is good, else a
 * new one that registers itself as a native client (RFC 7591; MCP 2026-07-28).
 * @param known of an earlier sign-in at the same issuer
 * @throws JheError ISSUER_UNREACHABLE; ISSUER_FAILED where the issuer registers nobody
 */
export async function register(
  context: OAuthContext,
  discovery: Discovery,
  wanted: WantedClient,
  known: Registration | undefined,
): Promise<Registration> {
  const given = givenClient(discovery, wanted)
  if (given !== undefined) return given
  if (known !== undefined && isUsable(known, discovery, context)) return known
  const endpoint = discovery.registrationEndpoint
  if (endpoint !== undefined) return await requestRegistration(context, discovery, endpoint)
  throw stepFailed(
    context,
    'registration',
    'its sign-in server registers no programs by itself',
    setClient,
  )
}
