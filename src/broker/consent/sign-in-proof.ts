import { createHmac, timingSafeEqual } from 'node:crypto'

import type { ServeKeys } from '../../state/store.js'
import type { SignInProof } from '../jhe/federation.js'

/** What a sign-in at JHE is for. */
export type SignInPurpose = 'consent' | 'account'

/** One sign-in at JHE: for a pending consent, or for the account page. */
export interface SignInFor {
  readonly purpose: SignInPurpose
  /** Of the pending consent; else random. */
  readonly uid: string
}

const mac = (secret: Buffer, label: string, text: string): string =>
  createHmac('sha256', secret).update(`${label}\0${text}`).digest('base64url')

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Values that only this server can make, for forms and for sign-ins at JHE. */
export interface Proofs {
  /** A token for one form. @param bound what it is good for and nothing else */
  csrf(bound: string): string
  isCsrf(token: string | undefined, bound: string): boolean
  /**
   * `state`, `nonce` and verifier of a sign-in. The same sign-in gets the same ones, so that a second
   * click leads to the same place as the first.
   */
  of(signIn: SignInFor): SignInProof
  /** The `state` of a sign-in by each of the keys, the newest first. */
  statesOf(signIn: SignInFor): readonly string[]
  /** The sign-in of a `state` that this server made; undefined for any other text. */
  signInOf(state: string): SignInFor | undefined
}

const stateForm = /^(consent|account)\.([\w-]{1,64})\.([\w-]{43})$/

export function createProofs(keys: Pick<ServeKeys, 'secrets'>): Proofs {
  const secrets = keys.secrets('csrf')
  const [newest] = secrets

  const stateOf = (secret: Buffer, { purpose, uid }: SignInFor): string =>
    `${purpose}.${uid}.${mac(secret, 'state', `${purpose}.${uid}`)}`

  const isMadeWith = (label: string, text: string, value: string): boolean =>
    secrets.some((secret) => isSame(mac(secret, label, text), value))

  return {
    csrf: (bound) => mac(newest, 'csrf', bound),
    isCsrf: (token, bound) => token !== undefined && isMadeWith('csrf', bound, token),
    of: (signIn) => {
      const text = `${signIn.purpose}.${signIn.uid}`
      return {
        state: stateOf(newest, signIn),
        nonce: mac(newest, 'nonce', text),
        verifier: mac(newest, 'verifier', text),
      }
    },
    statesOf: (signIn) => secrets.map((secret) => stateOf(secret, signIn)),
    signInOf: (state) => {
      const [, name, uid = '', value = ''] = stateForm.exec(state) ?? []
      const purpose = name === 'consent' || name === 'account' ? name : undefined
      if (purpose === undefined || !isMadeWith('state', `${purpose}.${uid}`, value))
        return undefined
      return { purpose, uid }
    },
  }
}
