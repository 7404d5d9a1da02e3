import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { Client, PageError } from '../api/client.js'
import { type JsonRecord } from '../../record.js'
import { numberAt, objectAt, objectsAt, textAt } from '../../record-members.js'
import type { PageProps } from '../page-props.js'
import { DataTable } from '../parts/data-table.js'
import { Problem, Shown } from '../parts/shown.js'
import { toPageError, useAnswer } from '../parts/use-answer.js'
import { shownTime } from '../words.js'

/** Words of a command line; quotes keep blanks together. It goes to no shell. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )

interface AddProps {
  readonly client: Client
  readonly added: () => void
}

function AddServer({ client, added }: AddProps) {
  const [kind, setKind] = useState('http')
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [isSure, setIsSure] = useState(false)
  const [error, setError] = useState<PageError | undefined>(undefined)
  const isCommand = kind === 'stdio'
  const words = wordsOf(address)
  const add = async (): Promise<void> => {
    setError(undefined)
    try {
      const body = isCommand ? { kind, name, command: words } : { kind, name, url: address }
      const { id } = await client.ask('/api/servers', body)
      added()
      await client.ask(`/api/servers/${String(id)}/connect`, {})
    } catch (thrown) {
      setError(toPageError(thrown))
    }
    added()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <label>
        <span>Kind</span>
        <select
          value={kind}
          onChange={(event) => {
            setKind(event.currentTarget.value)
            setIsSure(false)
          }}
        >
          <option value="http">over HTTP</option>
          <option value="sse">over HTTP with SSE (older servers)</option>
          <option value="stdio">a program on this computer</option>
        </select>
      </label>
      <label>
        <span>Name</span>
        <input
          required
          maxLength={60}
          value={name}
          onInput={(event) => {
            setName(event.currentTarget.value)
          }}
        />
      </label>
      <label>
        <span>{isCommand ? 'Command' : 'Address'}</span>
        <input
          required
          value={address}
          spellcheck={false}
          placeholder={isCommand ? 'npx some-server --flag' : 'https://server.example/mcp'}
          onInput={(event) => {
            setAddress(event.currentTarget.value)
            setIsSure(false)
          }}
        />
      </label>
      {isCommand && words.length > 0 ? (
        <label class="sure">
          <input
            type="checkbox"
            checked={isSure}
            onChange={(event) => {
              setIsSure(event.currentTarget.checked)
            }}
          />{' '}
          This program will run with all rights of your account: <code>{words.join(' ')}</code>
        </label>
      ) : null}
      {error === undefined ? null : <Problem error={error} />}
      <button type="submit" disabled={isCommand && !isSure}>
        Connect
      </button>
    </form>
  )
}

const stateOf = (server: JsonRecord): string => {
  const problem = objectAt(server, 'problem')
  const why = `${textAt(problem, 'message')} ${textAt(problem, 'hint')}`.trim()
  return why === '' ? textAt(server, 'state') : `${textAt(server, 'state')}: ${why}`
}

/** Which servers there are, and how their sessions go. */
export function ServersPage({ client }: PageProps): VNode {
  const servers = useAnswer(async () => objectsAt(await client.ask('/api/servers'), 'servers'), [])
  const act = async (path: string, method = 'POST'): Promise<void> => {
    await client.ask(path, method === 'POST' ? {} : undefined, method).catch(() => undefined)
    servers.again()
  }
  const Buttons = ({ server }: { readonly server: JsonRecord }) => {
    const path = `/api/servers/${textAt(server, 'id')}`
    const isOpen = ['connected', 'connecting', 'reconnecting'].includes(textAt(server, 'state'))
    return (
      <span class="buttons">
        <button type="button" onClick={() => void act(`${path}/${isOpen ? 'end' : 'connect'}`)}>
          {isOpen ? 'End session' : 'Connect'}
        </button>
        {textAt(server, 'kind') === 'own' ? null : (
          <button type="button" onClick={() => void act(path, 'DELETE')}>
            Remove
          </button>
        )}
      </span>
    )
  }
  return (
    <>
      <h1>Servers</h1>
      <Shown answer={servers}>
        {(rows) => (
          <DataTable
            caption="Sessions with MCP servers"
            columns={[
              { title: 'Name', cell: (server) => <bdi>{textAt(server, 'name')}</bdi> },
              { title: 'Kind', cell: (server) => textAt(server, 'kind') },
              { title: 'Address', cell: (server) => <code>{textAt(server, 'address')}</code> },
              { title: 'State', cell: stateOf },
              { title: 'Protocol', cell: (server) => textAt(server, 'protocol') },
              {
                title: 'Since',
                cell: (server) => {
                  const since = textAt(server, 'since')
                  return since === '' ? '–' : shownTime(since)
                },
              },
              {
                title: 'Last ping, ms',
                cell: (server) => numberAt(server, 'ping_ms') ?? '–',
                isNumber: true,
              },
              {
                title: 'Reconnects',
                cell: (server) => numberAt(server, 'reconnects') ?? 0,
                isNumber: true,
              },
              { title: 'Actions', cell: (server) => <Buttons server={server} /> },
            ]}
            rows={rows}
            empty="There is no server."
          />
        )}
      </Shown>
      <p class="buttons">
        <button type="button" onClick={servers.again}>
          Look again
        </button>
      </p>
      <h2>Another server</h2>
      <p>
        It is known until the console ends. JHE’s data do not go to it, unless you let a chat call
        it: then each call is shown to you first.
      </p>
      <AddServer client={client} added={servers.again} />
    </>
  )
}
