import { isLoopback } from '../auth/issuer/loopback.js'
import type { ProviderSettings } from './provider.js'

/** Where what a model is asked goes to. */
export interface ModelPlace {
  /** With the port. */
  readonly host: string
  /** Whether it leaves this computer. */
  readonly leaves: boolean
}

/** Ollama passes questions to models of these names on to its own computers. */
const passedOn = /[:-]cloud$/i

/** A model is on this computer only where its address is, and nothing in its name says otherwise. */
export function placeOfModel({
  baseUrl,
  model,
}: Pick<ProviderSettings, 'baseUrl' | 'model'>): ModelPlace {
  const url = new URL(baseUrl)
  const isHere = isLoopback(url)
  return isHere && passedOn.test(model)
    ? { host: `${url.host}, which passes it on to ollama.com`, leaves: true }
    : { host: url.host, leaves: !isHere }
}
