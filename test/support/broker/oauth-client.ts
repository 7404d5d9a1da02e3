import { createHash, randomBytes } from 'node:crypto'

import { createBrowser, type Browser, type Page } from './browser.js'

/** An answer of an endpoint for programs. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

const answerOf = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const parsed: unknown = text === '' ? {} : JSON.parse(text)
  const body = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  return { status: response.status, headers: response.headers, body }
}

export const getJson = async (url: string): Promise<Answer> => await answerOf(await fetch(url))

export const postForm = async (
  url: string,
  form: Readonly<Record<string, string>> | URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  await answerOf(
    await fetch(url, {
      method: 'POST',
      headers,
      body: form instanceof URLSearchParams ? form : new URLSearchParams(form),
    }),
  )

export const register = async (origin: string, metadata: unknown): Promise<Answer> =>
  await answerOf(
    await fetch(`${origin}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
    }),
  )

export const loopbackClient = {
  client_name: 'A test',
  redirect_uris: ['http://127.0.0.1/callback'],
}

export const registerId = async (
  origin: string,
  metadata: unknown = loopbackClient,
): Promise<string> => {
  const { body } = await register(origin, metadata)
  return String(body['client_id'])
}

export interface Attempt {
  readonly clientId: string
  readonly verifier: string
  readonly url: string
  readonly redirectUri: string
}

/** An authorization request; `change` sets, or with null removes, parameters. */
export function attempt(
  origin: string,
  clientId: string,
  redirectUri = 'http://127.0.0.1:4711/callback',
  change: Readonly<Record<string, string | null>> = {},
): Attempt {
  const verifier = randomBytes(32).toString('base64url')
  const url = new URL(`${origin}/authorize`)
  const parameters: Record<string, string | null> = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: 'a-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    scope: 'jhe:read',
    resource: `${origin}/mcp`,
    ...change,
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) url.searchParams.set(name, value)
  }
  return { clientId, verifier, url: url.href, redirectUri }
}

/** Goes through the pages. @returns the last page; its `location` leads to the client */
export const authorize = async (
  { url }: Attempt,
  browser: Browser = createBrowser(),
): Promise<Page> => await browser.follow(url, new URL(url).origin)

export const codeOf = (page: Page): string =>
  new URL(page.location ?? 'about:blank').searchParams.get('code') ?? ''

/** Parameters of the answer that the browser takes back to the client. */
export const answerTo = (page: Page): Readonly<Record<string, string>> => {
  const { searchParams, hash } = new URL(page.location ?? 'about:blank')
  return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))])
}

export const redeem = async (
  origin: string,
  { clientId, verifier, redirectUri }: Attempt,
  code: string,
  change: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  await postForm(`${origin}/token`, {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...change,
  })

export const refresh = async (
  origin: string,
  clientId: string,
  refreshToken: unknown,
  change: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  await postForm(`${origin}/token`, {
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: String(refreshToken),
    ...change,
  })

/** Tokens of a whole sign-in. */
export interface SignedIn {
  readonly clientId: string
  readonly access: string
  readonly refresh: string
}

export async function signIn(
  origin: string,
  change: Readonly<Record<string, string | null>> = {},
  metadata: unknown = loopbackClient,
): Promise<SignedIn> {
  const clientId = await registerId(origin, metadata)
  const own = attempt(origin, clientId, undefined, change)
  const { body } = await redeem(origin, own, codeOf(await authorize(own)))
  return {
    clientId,
    access: String(body['access_token']),
    refresh: String(body['refresh_token']),
  }
}
