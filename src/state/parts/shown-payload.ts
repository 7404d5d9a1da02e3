import type { OidcPayload } from '../store.js'

/** How a row stands. */
export interface Standing {
  /** Seconds by the clock of the state; null for a row without an end. */
  readonly remaining: number | null
  /** Seconds since the epoch; null for a row that is to be seen as not consumed. */
  readonly consumed: number | null
}

/** How often a refresh token's chain was rotated before it. */
export const rotationOf = ({ rotations }: OidcPayload): number =>
  typeof rotations === 'number' ? rotations : 0

/**
 * A payload as oidc-provider is to see it now. oidc-provider holds `exp` against this process's own
 * clock; it is set so that only the clock of the state decides. A row that has just ended by that
 * clock is good for a moment more.
 */
export const shownPayload = (
  payload: OidcPayload,
  { remaining, consumed }: Standing,
  now: Date,
): OidcPayload => ({
  ...payload,
  ...(remaining !== null && typeof payload['exp'] === 'number'
    ? { exp: Math.floor(now.getTime() / 1_000) + Math.max(1, Math.floor(remaining)) }
    : {}),
  ...(consumed === null ? {} : { consumed: Math.floor(consumed) }),
})
