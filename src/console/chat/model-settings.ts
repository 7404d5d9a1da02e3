import { isLoopback } from '../../auth/issuer/loopback.js'
import type { Keychain } from '../../auth/store/keychain.js'
import { JheError } from '../../errors.js'
import { placeOfModel } from '../../llm/place-of-model.js'
import type { ProviderSettings } from '../../llm/provider.js'

/** What the person chose on the page. */
export interface ModelChoice {
  readonly kind: ProviderSettings['kind']
  readonly baseUrl: string
  readonly model: string
}

/** Variables that hold a key, each for the one host that it belongs to. */
const keysInEnvironment: Readonly<Record<string, string>> = {
  'https://api.anthropic.com': 'ANTHROPIC_API_KEY',
  'https://api.openai.com': 'OPENAI_API_KEY',
}

/** The model that is asked, and its key, which no answer of the console holds. */
export interface ModelSettings {
  /** Undefined before one was chosen. */
  current(): ProviderSettings | undefined
  /** Whether the keychain of this computer has the key of the current one. */
  isKept(): boolean
  /**
   * @returns false where the key was to be kept and the keychain did not take it: it is in memory
   * @throws JheError CONFIG_INVALID for an address that is neither https nor on this computer
   */
  choose(choice: ModelChoice, given: GivenKey): Promise<boolean>
}

/** A key as the person gives it. */
export interface GivenKey {
  /** Undefined for the one that was given for the same origin before; empty forgets it. */
  readonly key: string | undefined
  /** Whether it outlives the console, in the keychain, and nowhere else; undefined for what holds already. */
  readonly keep: boolean | undefined
}

const checked = (baseUrl: string): URL => {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const isFit =
    url !== undefined &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) &&
    url.username + url.password + url.search + url.hash === ''
  if (isFit) return url
  throw new JheError(
    'CONFIG_INVALID',
    'This is no address of a model: it must begin with https://, or with http:// on this computer.',
    'Write one like https://api.anthropic.com or http://localhost:11434/v1.',
  )
}

/** The keys that the keychain has, each under the origin that it belongs to. */
const createKeptKeys = (keychain: Pick<Keychain, 'get' | 'set' | 'delete'>) => {
  const kept = new Set<string>()
  const accountOf = (origin: string): string => `console model key ${origin}`
  return {
    has: (origin: string): boolean => kept.has(origin),
    /** @returns whether it was taken */
    keep: async (origin: string, key: string): Promise<boolean> => {
      const isStored = (await keychain.set(accountOf(origin), key)) === 'stored'
      if (isStored) kept.add(origin)
      return isStored
    },
    /** Forgets also what an earlier console kept. */
    forget: async (origin: string): Promise<void> => {
      kept.delete(origin)
      await keychain.delete(accountOf(origin))
    },
    find: async (origin: string): Promise<string | undefined> => {
      const found = await keychain.get(accountOf(origin))
      if (found.outcome !== 'value') return undefined
      kept.add(origin)
      return found.value
    },
  }
}

/**
 * @param env of the process; a key in it counts only for the provider that it belongs to
 * @param keychain of this computer
 */
export function createModelSettings(
  env: Readonly<Record<string, string | undefined>>,
  keychain: Pick<Keychain, 'get' | 'set' | 'delete'>,
): ModelSettings {
  const typed = new Map<string, string>()
  const kept = createKeptKeys(keychain)
  let chosen: ModelChoice | undefined
  const keyFor = (origin: string): string | undefined => {
    const name = keysInEnvironment[origin]
    const found = typed.get(origin) ?? (name === undefined ? undefined : env[name])
    return found === '' ? undefined : found
  }
  /** Asks the keychain where nothing else has a key for the origin. */
  const recall = async (origin: string): Promise<void> => {
    if (keyFor(origin) !== undefined) return
    const found = await kept.find(origin)
    if (found !== undefined) typed.set(origin, found)
  }
  /** Only what was typed is kept: a key of the environment is in its own place. */
  const settle = async (origin: string, keep: boolean): Promise<boolean> => {
    const key = typed.get(origin) ?? ''
    if (keep && key !== '') return await kept.keep(origin, key)
    await kept.forget(origin)
    return true
  }
  return {
    current: () => {
      if (chosen === undefined) return undefined
      return { ...chosen, key: keyFor(new URL(chosen.baseUrl).origin) }
    },
    isKept: () => chosen !== undefined && kept.has(new URL(chosen.baseUrl).origin),
    choose: async (choice, { key, keep }) => {
      const { origin, href } = checked(choice.baseUrl)
      chosen = { ...choice, baseUrl: href.replace(/\/+$/, '') }
      if (key !== undefined) {
        typed.set(origin, key)
        return await settle(origin, keep ?? kept.has(origin))
      }
      if (placeOfModel(chosen).leaves) await recall(origin)
      return keep === undefined || keep === kept.has(origin) || (await settle(origin, keep))
    },
  }
}
