import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { Client, PageError } from '../../api/client.js'
import { Problem } from '../../parts/shown.js'
import { toPageError } from '../../parts/use-answer.js'

/** Words of a command line; quotes keep blanks together. It goes to no shell. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )

interface AddProps {
  readonly client: Client
  readonly added: () => void
}

/** The form that adds a server, and connects it. */
export function AddServer({ client, added }: AddProps): VNode {
  const [kind, setKind] = useState('http')
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const [isSure, setIsSure] = useState(false)
  const [keep, setKeep] = useState(false)
  const [error, setError] = useState<PageError | undefined>(undefined)
  const isCommand = kind === 'stdio'
  const words = wordsOf(address)
  const add = async (): Promise<void> => {
    setError(undefined)
    try {
      const reached = isCommand ? { command: words } : { url: address }
      const body = { kind, name, keep, ...reached }
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
      <label class="sure">
        <input
          type="checkbox"
          checked={keep}
          onChange={(event) => {
            setKeep(event.currentTarget.checked)
          }}
        />{' '}
        Keep it for the next time, in a file that only you can read
      </label>
      {error === undefined ? null : <Problem error={error} />}
      <button type="submit" disabled={isCommand && !isSure}>
        Connect
      </button>
    </form>
  )
}
