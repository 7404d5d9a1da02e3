import { z } from 'zod'

import { postForm, type Answer } from '../broker/oauth-client.js'
import { grantType, tokenType } from './bad-exchanges.js'
import { connectHttp, type Client, type HttpClientKind } from './clients.js'

/** Who has an access token. */
export interface Holder {
  readonly clientId: string
  readonly access: string
}

/** Parameters of an exchange beside the token. */
export type Form = Readonly<Record<string, string>>

interface Server {
  readonly publicUrl: string
}

/** Asks a server for a narrower token (RFC 8693). */
export const exchangeAt = async (
  { publicUrl }: Server,
  { clientId, access }: Holder,
  form: Form,
): Promise<Answer> =>
  await postForm(`${publicUrl}/token`, {
    grant_type: grantType,
    client_id: clientId,
    subject_token: access,
    subject_token_type: tokenType,
    ...form,
  })

/** The same with the token that it gives. @throws Error with what it said instead */
export const narrowedAt = async (server: Server, holder: Holder, form: Form): Promise<Holder> => {
  const { status, body } = await exchangeAt(server, holder, form)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return { ...holder, access: String(body['access_token']) }
}

/** What a token says. */
export const payloadOf = ({ access }: Holder): Readonly<Record<string, unknown>> =>
  z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()))

/** What a call says, also where it fails. */
export const failed = async (call: Promise<string>): Promise<string> => {
  try {
    return await call
  } catch (thrown) {
    return String(thrown)
  }
}

/** Uses a client that has a token. */
export const duringAt = async (
  { publicUrl }: Server,
  { kind, holder }: { readonly kind: HttpClientKind; readonly holder: Holder },
  use: (client: Client) => Promise<void>,
): Promise<void> => {
  const client = await connectHttp(kind, publicUrl, holder.access)
  try {
    await use(client)
  } finally {
    await client.close()
  }
}
