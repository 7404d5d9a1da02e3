import { z } from 'zod'

import { JheError } from '../../errors.js'
import { anthropicProvider } from '../../llm/anthropic.js'
import { openaiProvider } from '../../llm/openai.js'
import { placeOfModel } from '../../llm/place-of-model.js'
import type { ModelFetch, Provider, ProviderSettings } from '../../llm/provider.js'
import type { Chats } from '../chat/chats.js'
import { consentText, type Consents } from '../chat/consent.js'
import { dataClasses } from '../chat/data-class.js'
import type { ModelSettings } from '../chat/model-settings.js'
import { makeRoute, noBody } from '../make-route.js'
import type { Route } from '../route.js'

export interface ChatRoutesOptions {
  readonly chats: Chats
  readonly models: ModelSettings
  readonly consents: Consents
  readonly fetch: ModelFetch
}

const providerOf = (settings: ProviderSettings, fetch: ModelFetch): Provider =>
  settings.kind === 'anthropic'
    ? anthropicProvider(settings, fetch)
    : openaiProvider(settings, fetch)

/** What the page may know of the model: whether there is a key, never the key. */
const described = ({ models, consents }: ChatRoutesOptions) => {
  const settings = models.current()
  if (settings === undefined) return { value: { chosen: null } }
  const { kind, baseUrl, model, key } = settings
  return {
    value: {
      chosen: { kind, base_url: baseUrl, model },
      has_key: key !== undefined,
      key_kept: models.isKept(),
      ...placeOfModel(settings),
      consent: consents.allowedFor(settings) ?? null,
      consent_text: consentText(settings),
    },
  }
}

const notChosen = (): JheError =>
  new JheError(
    'INPUT_INVALID',
    'No model was chosen.',
    'Choose one on the page of the chat: a provider with your key, or one on this computer.',
  )

const notAllowed = (settings: ProviderSettings): JheError =>
  new JheError('INPUT_INVALID', 'Nothing was sent: it was not allowed yet.', consentText(settings))

const notKept =
  'The keychain of this computer did not take the key. It is kept in the memory of this program until it ends.'

const chatIn = ({ id }: Readonly<Record<string, string>>): string => id ?? ''

const modelRoutes = (options: ChatRoutesOptions): readonly Route[] => [
  makeRoute({
    method: 'GET',
    path: '/api/llm',
    input: noBody,
    answer: async () => await Promise.resolve(described(options)),
  }),
  makeRoute({
    method: 'PUT',
    path: '/api/llm',
    input: z.strictObject({
      kind: z.enum(['anthropic', 'openai']),
      base_url: z.string().max(2_000),
      model: z.string().trim().min(1).max(200),
      key: z.string().max(500).optional(),
      keep_key: z.boolean().optional(),
    }),
    answer: async ({ input }) => {
      const { kind, base_url, model, key, keep_key: keep } = input
      const choice = { kind, baseUrl: base_url, model }
      const isDone = await options.models.choose(choice, { key, keep })
      const { value } = described(options)
      return { value: isDone ? value : { ...value, note: notKept } }
    },
  }),
  makeRoute({
    method: 'PUT',
    path: '/api/llm/consent',
    input: z.strictObject({ consent: z.enum(dataClasses).nullable() }),
    answer: async ({ input }) => {
      const settings = options.models.current()
      if (settings === undefined) throw notChosen()
      options.consents.allow(settings, input.consent)
      return await Promise.resolve(described(options))
    },
  }),
]

/** `/api/llm` and `/api/chat…`: which model is asked, what may be sent to it, and the conversation. */
export function chatRoutes(options: ChatRoutesOptions): readonly Route[] {
  const { chats, models, consents, fetch } = options
  return [
    ...modelRoutes(options),
    makeRoute({
      method: 'POST',
      path: '/api/chat',
      input: z.strictObject({
        chat: z.uuid().optional(),
        text: z.string().trim().min(1).max(20_000),
        others: z.boolean().default(false),
      }),
      answer: async ({ input, signal }) => {
        await Promise.resolve()
        const settings = models.current()
        if (settings === undefined) throw notChosen()
        const allowed = () => consents.allowedFor(settings)
        if (allowed() === undefined) throw notAllowed(settings)
        const { host, leaves } = placeOfModel(settings)
        const provider = providerOf(settings, fetch)
        return { lines: chats.ask({ ...input, host, provider, allowed, leaves, signal }) }
      },
    }),
    makeRoute({
      method: 'POST',
      path: '/api/chat/:id/allow',
      input: z.strictObject({ call: z.string().max(200), allow: z.boolean() }),
      answer: async ({ params, input }) => {
        chats.decide(chatIn(params), input.call, input.allow)
        return await Promise.resolve({ value: {} })
      },
    }),
    makeRoute({
      method: 'POST',
      path: '/api/chat/:id/stop',
      input: z.strictObject({}),
      answer: async ({ params }) => {
        chats.stop(chatIn(params))
        return await Promise.resolve({ value: {} })
      },
    }),
  ]
}
