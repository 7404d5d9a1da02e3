import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { Client, PageError } from '../api/client.js'
import { type JsonRecord } from '../../record.js'
import { objectAt, textAt } from '../../record-members.js'
import { Problem } from '../parts/shown.js'
import { toPageError } from '../parts/use-answer.js'

interface Props {
  readonly client: Client
  /** What the console says of the model. */
  readonly about: JsonRecord
  readonly changed: () => void
}

const presets = [
  ['Anthropic', 'anthropic', 'https://api.anthropic.com', 'claude-sonnet-4-5'],
  ['OpenAI', 'openai', 'https://api.openai.com/v1', 'gpt-5.1'],
  ['Ollama on this computer', 'openai', 'http://localhost:11434/v1', 'qwen3'],
  ['LM Studio on this computer', 'openai', 'http://localhost:1234/v1', 'qwen3'],
] as const

const levels = [
  ['facts', 'Counts and study facts only'],
  ['summaries', 'Also summaries and trends'],
  ['persons', 'Also single people and readings, asked each time'],
] as const

/** What may be sent, and to whom: answered before the first question. */
function Consent({ client, about, changed }: Props) {
  const [error, setError] = useState<PageError | undefined>(undefined)
  const current = textAt(about, 'consent')
  const choose = async (consent: string | null): Promise<void> => {
    try {
      await client.ask('/api/llm/consent', { consent }, 'PUT')
      changed()
    } catch (thrown) {
      setError(toPageError(thrown))
    }
  }
  return (
    <fieldset>
      <legend>What may be sent</legend>
      <p>{textAt(about, 'consent_text')}</p>
      {error === undefined ? null : <Problem error={error} />}
      <p class="buttons">
        {levels.map(([level, words]) => (
          <button
            type="button"
            aria-pressed={level === current}
            onClick={() => void choose(level)}
            key={level}
          >
            {words}
          </button>
        ))}
        <button type="button" aria-pressed={current === ''} onClick={() => void choose(null)}>
          Nothing
        </button>
      </p>
    </fieldset>
  )
}

/** Which model is asked. The key goes to the console’s process and never comes back. */
export function ModelForm({ client, about, changed }: Props): VNode {
  const chosen = objectAt(about, 'chosen')
  const [kind, setKind] = useState(textAt(chosen, 'kind') || 'anthropic')
  const [baseUrl, setBaseUrl] = useState(textAt(chosen, 'base_url'))
  const [model, setModel] = useState(textAt(chosen, 'model'))
  const [key, setKey] = useState('')
  // undefined until the person says so: what holds already goes on
  const [isKept, setIsKept] = useState<boolean | undefined>(undefined)
  const [note, setNote] = useState('')
  const [error, setError] = useState<PageError | undefined>(undefined)
  const isChosen = textAt(chosen, 'model') !== ''
  const moveTo = (url: string): void => {
    setBaseUrl(url)
    // a key belongs to the address that it was typed for
    setKey('')
    setIsKept(undefined)
  }
  const isSameAddress = baseUrl === textAt(chosen, 'base_url')
  const save = async (given: { readonly key?: string }): Promise<void> => {
    setError(undefined)
    try {
      const keep = isKept === undefined ? {} : { keep_key: isKept }
      const body = { kind, base_url: baseUrl, model, ...keep, ...given }
      setNote(textAt(await client.ask('/api/llm', body, 'PUT'), 'note'))
      setKey('')
      setIsKept(undefined)
      changed()
    } catch (thrown) {
      setError(toPageError(thrown))
    }
  }
  return (
    <>
      <details open={!isChosen}>
        <summary>
          {isChosen ? `Model: ${model} at ${textAt(about, 'host')}` : 'Choose a model'}
        </summary>
        <p class="buttons">
          {presets.map(([name, presetKind, url, presetModel]) => (
            <button
              type="button"
              onClick={() => {
                setKind(presetKind)
                moveTo(url)
                setModel(presetModel)
              }}
              key={name}
            >
              {name}
            </button>
          ))}
        </p>
        <form
          autocomplete="off"
          onSubmit={(event) => {
            event.preventDefault()
            void save(key === '' ? {} : { key })
          }}
        >
          <label>
            <span>Kind</span>
            <select
              value={kind}
              onChange={(event) => {
                setKind(event.currentTarget.value)
              }}
            >
              <option value="anthropic">Anthropic</option>
              <option value="openai">OpenAI and what is compatible with it</option>
            </select>
          </label>
          <label>
            <span>Address</span>
            <input
              required
              value={baseUrl}
              spellcheck={false}
              onInput={(event) => {
                moveTo(event.currentTarget.value)
              }}
            />
          </label>
          <label>
            <span>Model</span>
            <input
              required
              value={model}
              spellcheck={false}
              onInput={(event) => {
                setModel(event.currentTarget.value)
              }}
            />
          </label>
          <label>
            <span>Key{about['has_key'] === true ? ' (there is one)' : ''}</span>
            <input
              type="password"
              autocomplete="off"
              value={key}
              onInput={(event) => {
                setKey(event.currentTarget.value)
              }}
            />
            <small>
              Kept in the memory of this program until it ends; ANTHROPIC_API_KEY or OPENAI_API_KEY
              are used for their own provider.
            </small>
          </label>
          <label class="sure">
            <input
              type="checkbox"
              checked={isKept ?? (isSameAddress && about['key_kept'] === true)}
              onChange={(event) => {
                setIsKept(event.currentTarget.checked)
              }}
            />{' '}
            Keep the key in the keychain of this computer
          </label>
          {note === '' ? null : <p role="status">{note}</p>}
          {error === undefined ? null : <Problem error={error} />}
          <p class="buttons">
            <button type="submit">Use this model</button>
            {about['has_key'] === true ? (
              <button type="button" onClick={() => void save({ key: '' })}>
                Forget the key
              </button>
            ) : null}
          </p>
        </form>
      </details>
      {isChosen && about['leaves'] === true ? (
        <Consent client={client} about={about} changed={changed} />
      ) : null}
      {isChosen && about['leaves'] !== true ? (
        <p class="note">{textAt(about, 'consent_text')}</p>
      ) : null}
    </>
  )
}
