import { randomUUID } from 'node:crypto'

import { once } from '../../once.js'
import { createSigningJwk } from '../parts/signing-keys.js'
import type { SigningKey, SigningKeys } from '../store.js'

const create = async (now: () => Date): Promise<SigningKey> => {
  const kid = randomUUID()
  return { kid, jwk: await createSigningJwk(kid), createdAt: now() }
}

/** Signing keys in the memory of this process. */
export function createMemoryKeys(now: () => Date): SigningKeys {
  let keys: readonly SigningKey[] = []
  let making = once(async () => await create(now))
  const ageOf = ({ createdAt }: SigningKey): number =>
    (now().getTime() - createdAt.getTime()) / 1_000
  const isDue = (rotateAfter: number): boolean => {
    const [newest] = keys
    return newest === undefined || ageOf(newest) >= rotateAfter
  }
  return {
    current: async ({ rotateAfter, keepFor }) => {
      if (isDue(rotateAfter)) {
        const made = await making.get()
        if (!keys.includes(made)) {
          keys = [made, ...keys]
          making = once(async () => await create(now))
        }
      }
      keys = keys.filter((_key, index) => {
        const follower = index === 0 ? undefined : keys[index - 1]
        return follower === undefined || ageOf(follower) < keepFor
      })
      return keys
    },
  }
}
