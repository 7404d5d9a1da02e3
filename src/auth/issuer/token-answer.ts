import type { CustomFetch } from 'openid-client'
import { z } from 'zod'

import { JheError } from '../../errors.js'

/** A number, also as text of digits, as some servers write `expires_in`. */
const seconds = z.union([
  z.number().nonnegative(),
  z
    .string()
    .regex(/^\s*\d{1,15}(\.\d+)?\s*$/)
    .transform(Number),
])

/**
 * RFC 6749, section 5.1, with Bearer where `token_type` is left out: a rotated refresh token must not
 * be lost over it, nor over an `expires_in` that cannot be read.
 */
const answerSchema = z.looseObject({
  access_token: z.string().min(1),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .default('Bearer'),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  scope: z.string().optional().catch(undefined),
  expires_in: seconds.optional().catch(undefined),
})

/** A token answer, with numbers as numbers. */
export type ReadTokenAnswer = Readonly<z.output<typeof answerSchema>>

/** The same with JHE's hour where `expires_in` is left out or cannot be read. */
export type TokenAnswer = ReadTokenAnswer & { readonly expires_in: number }

const wrongField = (field: string, name: string): JheError =>
  new JheError(
    'ISSUER_FAILED',
    `The token answer of ${name} is not as OAuth demands: ${field} is missing or malformed.`,
    `Tell the administrator of ${name} which field it is; a program between here and ${name} may also have changed the answer.`,
  )

const notJson = (name: string): JheError =>
  new JheError(
    'ISSUER_FAILED',
    `The token answer of ${name} is not JSON, though it says that it is.`,
    `Try again; if it stays so, tell the administrator of ${name}: a proxy between here and ${name} may cut the answer off.`,
  )

/**
 * What stands in a token answer; a field that is null counts as absent.
 * @param name of the issuer, for messages
 * @throws JheError ISSUER_FAILED that names the field
 */
export function parseTokenAnswer(text: string, name: string): ReadTokenAnswer {
  let json: unknown
  try {
    json = JSON.parse(text, (_key, value: unknown) => value ?? undefined)
  } catch {
    throw notJson(name)
  }
  const parsed = answerSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path[0]
  throw typeof field === 'string' ? wrongField(field, name) : notJson(name)
}

/** DOT says `invalid_client` in `WWW-Authenticate` too, where openid-client would look no further. */
export const withoutChallenge = async (response: Response): Promise<Response> => {
  const headers = new Headers(response.headers)
  headers.delete('www-authenticate')
  return new Response(await response.text(), { status: response.status, headers })
}

/** A `fetch` that keeps the token answer, so that a refused ID token can be explained. */
export interface AnswerRecorder {
  /**
   * Hands the answer on in the form that openid-client takes: numbers as numbers, nothing left out.
   * @throws JheError ISSUER_FAILED that names the field
   */
  readonly fetch: CustomFetch
  /** The last successful one. */
  readonly answer: () => TokenAnswer | undefined
}

export function recordAnswer(fetch: CustomFetch): AnswerRecorder {
  let answer: TokenAnswer | undefined
  return {
    fetch: async (url, options) => {
      const response = await fetch(url, options)
      if (options.method !== 'POST') return response
      if (!response.ok) return await withoutChallenge(response)
      const read = parseTokenAnswer(await response.text(), 'JHE')
      answer = { ...read, expires_in: read.expires_in ?? 3600 }
      return Response.json(answer, { status: response.status })
    },
    answer: () => answer,
  }
}
