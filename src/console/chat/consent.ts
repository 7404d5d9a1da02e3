import { placeOfModel } from '../../llm/place-of-model.js'
import type { ProviderSettings } from '../../llm/provider.js'
import type { DataClass } from './data-class.js'

/** What a person has allowed to leave this computer, by where it goes, until the console ends. */
export interface Consents {
  /** Undefined where nothing was allowed. What a model on this computer gets does not leave it. */
  allowedFor(settings: ProviderSettings): DataClass | undefined
  /** @param allowed null takes it back */
  allow(settings: ProviderSettings, allowed: DataClass | null): void
}

export function createConsents(): Consents {
  const given = new Map<string, DataClass>()
  return {
    allowedFor: (settings) => {
      const { host, leaves } = placeOfModel(settings)
      return leaves ? given.get(host) : 'persons'
    },
    allow: (settings, allowed) => {
      const { host } = placeOfModel(settings)
      if (allowed === null) given.delete(host)
      else given.set(host, allowed)
    },
  }
}

/** What the person is told before the first question; nothing is sent until it is answered. */
export function consentText(settings: ProviderSettings): string {
  const { host, leaves } = placeOfModel(settings)
  return leaves
    ? `Your questions, and what the tools answer, go to ${host}. Answers can hold health data of people in your studies. Choose: counts and study facts only; also summaries and trends; also single people and readings (asked each time). With a model on this computer nothing leaves it.`
    : `The model is on this computer (${host}): your questions and the answers do not leave it.`
}
