import type { JheError } from '../../../errors.js'
import { jhe, type Place } from '../../place.js'
import { digestOf, isSameSecret } from '../../same-secret.js'
import { answerWithoutCode, refusedByIssuer, wrongIssuer } from '../sign-in-errors.js'

/** What the answer to one authorization request must match. */
export interface ExpectedAnswer {
  readonly state: string
  readonly issuer: string
  /** `authorization_response_iss_parameter_supported` of discovery (RFC 9207, section 3). */
  readonly namesIssuer: boolean
}

export type Verdict =
  /** Not an answer to this request: the browser is told, and the listener goes on waiting. */
  | { readonly kind: 'ignored'; readonly why: 'repeated' | 'state' | 'cut' }
  /** Ours, and a refusal. */
  | { readonly kind: 'refused'; readonly error: JheError }
  /** Ours, with an authorization code. */
  | {
      readonly kind: 'code'
      readonly parameters: URLSearchParams
      /** Given by the person, not by a browser: it may be incomplete. */
      readonly isPasted?: true
    }

/** `iss` is compared as a plain string; missing is fine unless the issuer promised it (RFC 9207, section 2.4). */
const isWrongIssuer = (iss: string | null, expected: ExpectedAnswer): boolean =>
  iss === null ? expected.namesIssuer : iss !== expected.issuer

/**
 * Judges the parameters of a callback in the one safe order: single values, `state` in constant
 * time, `iss`, then `error` and `code`. No other parameter of a callback with a wrong `state` is read.
 * @param expected absent as long as no address has been shown: then no callback can be ours.
 * @param place named in errors
 */
export function checkCallback(
  parameters: URLSearchParams,
  expected: ExpectedAnswer | undefined,
  place: Place = jhe,
): Verdict {
  const names = [...parameters.keys()]
  if (new Set(names).size !== names.length) return { kind: 'ignored', why: 'repeated' }
  const state = parameters.get('state')
  if (expected === undefined || state === null || !isSameSecret(state, digestOf(expected.state))) {
    return { kind: 'ignored', why: 'state' }
  }
  const error = parameters.get('error')
  if (isWrongIssuer(parameters.get('iss'), expected)) {
    return { kind: 'refused', error: wrongIssuer(error !== null, place) }
  }
  if (error !== null) return { kind: 'refused', error: refusedByIssuer(error, place) }
  const code = parameters.get('code')
  if (code === null || code === '') return { kind: 'refused', error: answerWithoutCode(place) }
  return { kind: 'code', parameters }
}
