import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { PageError } from '../../api/client.js'
import { type JsonRecord } from '../../../record.js'
import { numberAt, objectAt, objectsAt, textAt } from '../../../record-members.js'
import type { PageProps } from '../../page-props.js'
import { DataTable } from '../../parts/data-table.js'
import { Problem, Shown, signedOut } from '../../parts/shown.js'
import { toPageError, useAnswer } from '../../parts/use-answer.js'
import { shownTime } from '../../words.js'
import { AddServer } from './add-server.js'

const stateOf = (server: JsonRecord): string => {
  const problem = objectAt(server, 'problem')
  const why = `${textAt(problem, 'message')} ${textAt(problem, 'hint')}`.trim()
  return why === '' ? textAt(server, 'state') : `${textAt(server, 'state')}: ${why}`
}

const wantsSignIn = (server: JsonRecord): boolean =>
  server['can_sign_in'] === true && signedOut.includes(textAt(objectAt(server, 'problem'), 'code'))

interface ActionsProps {
  readonly server: JsonRecord
  readonly act: (path: string, method?: string) => Promise<void>
}

/** What can be done with a server. One that is a program is not started before the person has seen which. */
function Actions({ server, act }: ActionsProps) {
  const [isAsked, setIsAsked] = useState(false)
  const path = `/api/servers/${textAt(server, 'id')}`
  const isOpen = ['connected', 'connecting', 'reconnecting'].includes(textAt(server, 'state'))
  // the form has asked for those that were connected in this console
  const isUnseen = textAt(server, 'kind') === 'stdio' && textAt(server, 'title') === ''
  const mustAsk = isUnseen && !isOpen && !isAsked
  return (
    <span class="buttons">
      {isAsked && !isOpen ? <small>It will run with all rights of your account.</small> : null}
      <button
        type="button"
        onClick={() => {
          setIsAsked(mustAsk)
          if (!mustAsk) void act(`${path}/${isOpen ? 'end' : 'connect'}`)
        }}
      >
        {isOpen ? 'End session' : isAsked ? 'Run this program' : 'Connect'}
      </button>
      {wantsSignIn(server) ? (
        <button type="button" onClick={() => void act(`${path}/sign-in`)}>
          Sign in
        </button>
      ) : null}
      {textAt(server, 'kind') === 'own' ? null : (
        <button type="button" onClick={() => void act(path, 'DELETE')}>
          Remove
        </button>
      )}
    </span>
  )
}

/** Which servers there are, and how their sessions go. */
export function ServersPage({ client }: PageProps): VNode {
  const servers = useAnswer(async () => objectsAt(await client.ask('/api/servers'), 'servers'), [])
  const [error, setError] = useState<PageError | undefined>(undefined)
  const act = async (path: string, method = 'POST'): Promise<void> => {
    setError(undefined)
    try {
      await client.ask(path, method === 'POST' ? {} : undefined, method)
    } catch (thrown) {
      setError(toPageError(thrown))
    }
    servers.again()
  }
  return (
    <>
      <h1>Servers</h1>
      {error === undefined ? null : <Problem error={error} />}
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
              { title: 'Actions', cell: (server) => <Actions server={server} act={act} /> },
            ]}
            keyOf={(server) => textAt(server, 'id')}
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
        It is known until the console ends, or longer if you say so. JHE’s data do not go to it,
        unless you let a chat call it: then each call is shown to you first.
      </p>
      <AddServer client={client} added={servers.again} />
    </>
  )
}
