import { decodeJwt, importJWK, SignJWT } from 'jose'

import type { SwitchableState } from './switchable-state.js'

/** The key that signs access tokens. */
export const signingKey = async (state: SwitchableState) => {
  const [key] = await state.keys.current({ rotateAfter: 86_400, keepFor: 86_400 })
  if (key === undefined) throw new Error('no key')
  return { kid: key.kid, key: await importJWK(key.jwk, 'ES256') }
}

/** What differs in a token that is signed again. */
export interface Forgery {
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, string>>
}

/** The token again, changed and signed with our own key. */
export const signedAgain = async (
  state: SwitchableState,
  token: string,
  { claims = {}, header = {} }: Forgery,
): Promise<string> => {
  const { kid, key } = await signingKey(state)
  const payload = Object.fromEntries(
    Object.entries({ ...decodeJwt(token), ...claims }).filter(([, value]) => value !== undefined),
  )
  return await new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
    .sign(key)
}
