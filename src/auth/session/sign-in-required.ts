import { JheError } from '../../errors.js'
import { jhe, type Place } from '../place.js'

/** @param issuer the configured issuer, or the address of a server */
export const signInRequired = (issuer: string, { signInHint }: Place = jhe): JheError =>
  new JheError('SIGN_IN_REQUIRED', `Nobody is signed in at ${issuer}.`, signInHint)

/** @param issuer the configured issuer, or the address of a server */
export const sessionExpired = (issuer: string, { signInHint }: Place = jhe): JheError =>
  new JheError('SESSION_EXPIRED', `The session at ${issuer} has ended.`, signInHint)
