import { isLoopback } from '../../auth/issuer/loopback.js'
import { JheError } from '../../errors.js'
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
  /**
   * @param key undefined keeps the one that was given for the same origin; empty forgets it
   * @throws JheError CONFIG_INVALID for an address that is neither https nor on this computer
   */
  choose(choice: ModelChoice, key: string | undefined): void
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

/** @param env of the process; a key in it counts only for the provider that it belongs to */
export function createModelSettings(
  env: Readonly<Record<string, string | undefined>>,
): ModelSettings {
  const typed = new Map<string, string>()
  let chosen: ModelChoice | undefined
  const keyFor = (origin: string): string | undefined => {
    const name = keysInEnvironment[origin]
    const found = typed.get(origin) ?? (name === undefined ? undefined : env[name])
    return found === '' ? undefined : found
  }
  return {
    current: () => {
      if (chosen === undefined) return undefined
      return { ...chosen, key: keyFor(new URL(chosen.baseUrl).origin) }
    },
    choose: (choice, key) => {
      const url = checked(choice.baseUrl)
      if (key !== undefined) typed.set(url.origin, key)
      chosen = { ...choice, baseUrl: url.href.replace(/\/+$/, '') }
    },
  }
}
