/** Seconds that a row of oidc-provider is still found after its end. */
export const tolerance = 60
/** Seconds in which a rotated refresh token may be sent again, unless its successor was used. */
export const reuseSeconds = 300
/** Registered clients that nobody has used yet, and the seconds that each is kept. */
export const unusedClients = { limit: 5_000, lifetime: 86_400 } as const
/** Grants of one person. */
export const grantLimit = 50
/** Seconds that counts are kept. */
export const countSeconds = 600
/** Models that are consumed by being found, so that only one of many finders gets them unused. */
export const claimedModels: readonly string[] = ['AuthorizationCode']
