import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'

import type { SigningKey, SigningKeys } from '../../state/store.js'

/** The keys of one moment. */
export interface KeySet {
  /** Another one for other keys, or another order of them. */
  readonly id: string
  /** The one that signs first. */
  readonly keys: readonly SigningKey[]
  /** Without private parts. */
  readonly published: JSONWebKeySet
  readonly find: JWTVerifyGetKey
}

export interface KeyRing {
  /** The keys; those of before while the state is out of reach. @throws JheError STATE_UNAVAILABLE */
  current(): Promise<KeySet>
  /** The keys after a token named one that is not known here, read again at most every 5 s. */
  afterUnknownKey(): Promise<KeySet>
}

const rotateAfter = 90 * 86_400

/** How old the keys may be before they are read again, in seconds. */
const readAgainAfter = { normally: 60, unknownKey: 5, failure: 5 }

const publicOf = ({ kid, jwk }: SigningKey) => {
  const { kty, crv, x, y } = jwk
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  return { kty: text(kty), crv: text(crv), x: text(x), y: text(y), kid, alg: 'ES256', use: 'sig' }
}

const setOf = (keys: readonly SigningKey[]): KeySet => {
  const published = { keys: keys.map(publicOf) }
  return {
    id: keys.map(({ kid }) => kid).join(' '),
    keys,
    published,
    find: createLocalJWKSet(published),
  }
}

/** @param keepFor seconds that a key is published after another has begun to sign */
export function createKeyRing(
  source: SigningKeys,
  { keepFor, now }: { readonly keepFor: number; readonly now: () => Date },
): KeyRing {
  let known: KeySet | undefined
  let readAt = 0
  let reading: Promise<KeySet> | undefined

  const read = async (): Promise<KeySet> => {
    const set = setOf(await source.current({ rotateAfter, keepFor }))
    if (set.id !== known?.id) known = set
    readAt = now().getTime()
    return known
  }
  const readOnce = async (): Promise<KeySet> => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return await reading
  }
  const notOlderThan = async (seconds: number): Promise<KeySet> => {
    if (known !== undefined && now().getTime() - readAt < seconds * 1000) return known
    try {
      return await readOnce()
    } catch (thrown) {
      if (known === undefined) throw thrown
      readAt = now().getTime() - (readAgainAfter.normally - readAgainAfter.failure) * 1000
      return known
    }
  }
  return {
    current: async () => await notOlderThan(readAgainAfter.normally),
    afterUnknownKey: async () => await notOlderThan(readAgainAfter.unknownKey),
  }
}
