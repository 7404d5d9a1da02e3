import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import type { Client } from '../api/client.js'
import { type JsonRecord } from '../../record.js'
import { numberAt, textAt } from '../../record-members.js'
import type { PageProps } from '../page-props.js'
import { DataTable } from '../parts/data-table.js'
import { LongText } from '../parts/long-text.js'
import { toPageError } from '../parts/use-answer.js'
import { shownTime } from '../words.js'

const most = 1_000
/** How many are shown at first. */
const few = 100

const shownId = ({ id }: JsonRecord): string =>
  typeof id === 'string' || typeof id === 'number' ? String(id) : ''

/** The messages as they come; none while paused. */
const useMessages = (client: Client, isPaused: boolean): readonly JsonRecord[] => {
  const [messages, setMessages] = useState<readonly JsonRecord[]>([])
  useEffect(() => {
    if (isPaused) return
    const ending = new AbortController()
    const come: JsonRecord[] = []
    const after = numberAt(messages.at(-1) ?? {}, 'number') ?? 0
    const listen = async (): Promise<void> => {
      for await (const message of client.lines(`/api/messages?after=${after}`, ending.signal))
        come.push(message)
    }
    listen().catch(() => undefined)
    // together, since each time draws the whole table
    const timer = setInterval(() => {
      const news = come.splice(0)
      if (news.length > 0) setMessages((before) => [...before, ...news].slice(-most))
    }, 200)
    return () => {
      clearInterval(timer)
      ending.abort()
    }
  }, [isPaused])
  return messages
}

function Body({ client, message }: { readonly client: Client; readonly message: JsonRecord }) {
  const [body, setBody] = useState<string | undefined>(undefined)
  const [problem, setProblem] = useState('')
  const show = async (): Promise<void> => {
    const { body: found } = await client.ask(`/api/messages/${String(message['number'])}`)
    setBody(JSON.stringify(found, null, 2))
  }
  if (body !== undefined) return <LongText text={body} empty="" />
  const failed = (thrown: unknown): void => {
    const error = toPageError(thrown)
    setProblem(`${error.message} ${error.hint}`)
  }
  if (problem !== '') return <>{problem}</>
  return (
    <button type="button" onClick={() => void show().catch(failed)}>
      Show
    </button>
  )
}

/** The messages without their bodies, as a file. */
const save = (messages: readonly JsonRecord[]): void => {
  const text = messages.map((message) => JSON.stringify(message)).join('\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }))
  link.download = 'jhe-mcp-messages.ndjson'
  link.click()
  URL.revokeObjectURL(link.href)
}

/** What passed on the wire between the console and its servers. Bodies are hidden until asked for. */
export function MessagesPage({ client }: PageProps): VNode {
  const [isPaused, setIsPaused] = useState(false)
  const [filter, setFilter] = useState('')
  const [isWhole, setIsWhole] = useState(false)
  const messages = useMessages(client, isPaused)
  const shown = messages.filter((message) =>
    [textAt(message, 'method'), textAt(message, 'server'), textAt(message, 'kind')]
      .join(' ')
      .includes(filter),
  )
  const newest = shown.toReversed().slice(0, isWhole ? most : few)
  return (
    <>
      <h1>Messages</h1>
      <p>
        What passed between this console and its servers. A body may hold data of participants: it
        is shown only when you ask for it, and never saved.
      </p>
      <p class="choices">
        <button
          type="button"
          aria-pressed={isPaused}
          onClick={() => {
            setIsPaused(!isPaused)
          }}
        >
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <label>
          Only with{' '}
          <input
            value={filter}
            onInput={(event) => {
              setFilter(event.currentTarget.value)
            }}
          />
        </label>
        <button
          type="button"
          onClick={() => {
            save(shown)
          }}
        >
          Save without bodies
        </button>
      </p>
      <DataTable
        caption={`${newest.length} of the last ${shown.length} messages, newest first`}
        columns={[
          { title: 'Time', cell: (message) => shownTime(textAt(message, 'at')) },
          { title: 'Server', cell: (message) => <bdi>{textAt(message, 'server')}</bdi> },
          { title: 'Direction', cell: (message) => textAt(message, 'direction') },
          { title: 'Kind', cell: (message) => textAt(message, 'kind') },
          { title: 'Method', cell: (message) => <code>{textAt(message, 'method')}</code> },
          { title: 'Id', cell: (message) => shownId(message) },
          { title: 'ms', cell: (message) => numberAt(message, 'ms') ?? '', isNumber: true },
          { title: 'Bytes', cell: (message) => numberAt(message, 'bytes') ?? '', isNumber: true },
          {
            title: 'Body',
            cell: (message) => <Body client={client} message={message} />,
          },
        ]}
        keyOf={(message) => String(message['number'])}
        rows={newest}
        empty={messages.length === 0 ? 'No message has passed yet.' : 'No message has these words.'}
      />
      {newest.length < shown.length ? (
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              setIsWhole(true)
            }}
          >
            Show all {shown.length}
          </button>
        </p>
      ) : null}
    </>
  )
}
