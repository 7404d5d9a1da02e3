import type { VNode } from 'preact'
import { useRef, useState } from 'preact/hooks'

import type { Client } from '../api/client.js'
import type { ServerClient } from '../api/tools.js'
import { isRecord, type JsonRecord } from '../../record.js'
import { objectAt, textAt } from '../../record-members.js'
import { plain } from '../../picture/words/plain.js'
import type { PageProps } from '../page-props.js'
import { Shown } from '../parts/shown.js'
import { useAnswer } from '../parts/use-answer.js'
import { useUntilGone } from '../parts/use-until-gone.js'
import { View } from '../views/view.js'
import { ModelForm } from './model-form.js'

/** What is seen of a conversation, in its order. */
type Entry =
  | { readonly kind: 'person' | 'model' | 'note'; readonly text: string }
  | {
      readonly kind: 'call'
      readonly call: JsonRecord
      readonly state: string
      readonly result?: JsonRecord
    }

const withText = (entries: readonly Entry[], text: string): readonly Entry[] => {
  const last = entries.at(-1)
  return last?.kind === 'model'
    ? [...entries.slice(0, -1), { kind: 'model', text: last.text + text }]
    : [...entries, { kind: 'model', text }]
}

const changeCall = (
  entries: readonly Entry[],
  id: string,
  change: Partial<Entry & { kind: 'call' }>,
): readonly Entry[] => {
  const at = entries.findLastIndex(
    (entry) => entry.kind === 'call' && textAt(entry.call, 'id') === id,
  )
  return entries.map((entry, index) =>
    index === at && entry.kind === 'call' ? { ...entry, ...change } : entry,
  )
}

const endings: Readonly<Record<string, string>> = {
  length: 'The model had more to say than it may at once.',
  refused: 'The model refused to answer.',
  stopped: 'Stopped.',
}

const withLine = (entries: readonly Entry[], line: JsonRecord): readonly Entry[] => {
  if ('text' in line) return withText(entries, textAt(line, 'text'))
  if ('call' in line)
    return [...entries, { kind: 'call', call: objectAt(line, 'call'), state: 'running' }]
  if ('ask' in line) {
    const asked = objectAt(line, 'ask')
    return changeCall(entries, textAt(asked, 'call'), { state: textAt(asked, 'why') })
  }
  if ('answer' in line) {
    const answer = objectAt(line, 'answer')
    const result = objectAt(answer, 'result')
    return changeCall(entries, textAt(answer, 'call'), { state: 'done', result })
  }
  if ('declined' in line) {
    const declined = objectAt(line, 'declined')
    return changeCall(entries, textAt(declined, 'call'), { state: textAt(declined, 'why') })
  }
  if ('note' in line) return [...entries, { kind: 'note', text: textAt(line, 'note') }]
  const error = objectAt(line, 'error')
  if ('error' in line) {
    const text = `${textAt(error, 'message')} ${textAt(error, 'hint')}`
    return [...entries, { kind: 'note', text }]
  }
  const ending = endings[textAt(line, 'end')]
  return ending === undefined ? entries : [...entries, { kind: 'note', text: ending }]
}

interface CallProps {
  readonly own: ServerClient
  readonly entry: Entry & { kind: 'call' }
  readonly decide: ((isAllowed: boolean) => void) | undefined
}

function Call({ own, entry, decide }: CallProps) {
  const args = objectAt(entry.call, 'args')
  const tool = textAt(entry.call, 'tool')
  const { result } = entry
  const isOther = textAt(entry.call, 'holds') === 'other'
  const answer = isOther || result?.['isError'] === true ? undefined : result?.['structuredContent']
  return (
    <div class="call">
      <p>
        {isOther ? (
          <>
            <bdi>{plain(textAt(entry.call, 'where'))}</bdi>:{' '}
          </>
        ) : null}
        <code>
          <bdi>
            {plain(tool)} {plain(JSON.stringify(args))}
          </bdi>
        </code>{' '}
        – {entry.state}
      </p>
      {decide === undefined ? null : (
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              decide(true)
            }}
          >
            Allow this call
          </button>
          <button
            type="button"
            onClick={() => {
              decide(false)
            }}
          >
            Do not
          </button>
        </p>
      )}
      {isRecord(answer) ? <View server={own} tool={tool} args={args} answer={answer} /> : null}
    </div>
  )
}

interface ConversationProps {
  readonly client: Client
  readonly own: ServerClient
}

function Conversation({ client, own }: ConversationProps) {
  const [entries, setEntries] = useState<readonly Entry[]>([])
  const [waiting, setWaiting] = useState<string | undefined>(undefined)
  const [isBusy, setIsBusy] = useState(false)
  const [question, setQuestion] = useState('')
  const [others, setOthers] = useState(false)
  const chat = useRef<string | undefined>(undefined)
  const gone = useUntilGone()
  const take = (line: JsonRecord): void => {
    if ('chat' in line) chat.current = textAt(line, 'chat')
    setWaiting('ask' in line ? textAt(objectAt(line, 'ask'), 'call') : undefined)
    setEntries((before) => withLine(before, line))
  }
  const ask = async (): Promise<void> => {
    const text = question.trim()
    if (text === '') return
    setQuestion('')
    setIsBusy(true)
    setEntries((before) => [...before, { kind: 'person', text }])
    const body = { text, others, ...(chat.current === undefined ? {} : { chat: chat.current }) }
    try {
      for await (const line of client.lines('/api/chat', gone, body)) take(line)
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : 'It failed.'
      setEntries((before) => [...before, { kind: 'note', text: why }])
    }
    setIsBusy(false)
  }
  const post = (path: string, body: object): void => {
    client.ask(`/api/chat/${chat.current ?? ''}/${path}`, body).catch(() => undefined)
  }
  const decide = (call: string) => (allow: boolean) => {
    setWaiting(undefined)
    post('allow', { call, allow })
  }
  return (
    <>
      <div class="chat" role="log" aria-live="polite">
        {entries.map((entry, at) =>
          entry.kind === 'call' ? (
            <Call
              own={own}
              entry={entry}
              decide={
                waiting !== undefined && textAt(entry.call, 'id') === waiting
                  ? decide(waiting)
                  : undefined
              }
              key={at}
            />
          ) : (
            <p class={entry.kind} key={at}>
              {entry.text}
            </p>
          ),
        )}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <label>
          <span>Your question</span>
          <textarea
            rows={3}
            value={question}
            onInput={(event) => {
              setQuestion(event.currentTarget.value)
            }}
          />
        </label>
        <label class="sure">
          <input
            type="checkbox"
            checked={others}
            onChange={(event) => {
              setOthers(event.currentTarget.checked)
            }}
          />{' '}
          Also offer the tools of other servers; each call of theirs is shown to you first
        </label>
        <p class="buttons">
          <button type="submit" disabled={isBusy}>
            Ask
          </button>
          <button
            type="button"
            disabled={!isBusy}
            onClick={() => {
              post('stop', {})
            }}
          >
            Stop
          </button>
          <button
            type="button"
            disabled={isBusy}
            onClick={() => {
              chat.current = undefined
              setEntries([])
            }}
          >
            New chat
          </button>
        </p>
      </form>
    </>
  )
}

/** A chat with the person's own model. */
export function ChatPage({ client, own }: PageProps): VNode {
  const model = useAnswer(async () => await client.ask('/api/llm'), [])
  return (
    <>
      <h1>Chat</h1>
      <p>
        Ask about your studies in your own words. A model answers, with the tools of this console;
        choose the model first, and then what it may be sent. Without a model, all other pages work
        as they are.
      </p>
      <Shown answer={model}>
        {(about) => (
          <>
            <ModelForm client={client} about={about} changed={model.again} />
            {textAt(about, 'consent') === '' ? null : <Conversation client={client} own={own} />}
          </>
        )}
      </Shown>
    </>
  )
}
