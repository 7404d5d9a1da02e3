import type { VNode } from 'preact'

import type { PageError } from '../../api/client.js'
import type { ServerClient } from '../../api/tools.js'
import { isRecord, type JsonRecord } from '../../../record.js'
import { objectAt, objectsAt, textAt } from '../../../record-members.js'
import { LongText } from '../../parts/long-text.js'
import { Problem } from '../../parts/shown.js'
import { View } from '../../views/view.js'
import type { Offer } from './offers.js'

/** What was asked, and what came of it. */
export interface Asked {
  readonly args: JsonRecord
  readonly result?: JsonRecord
  readonly error?: PageError
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** What does the same in a terminal. */
const commandFor = (call: string, tool: string, args: JsonRecord): string =>
  `${call} ${tool} --json ${quoted(JSON.stringify(args))}`

/** All texts of an answer: of a tool, a resource or a prompt. */
const textsOf = (result: JsonRecord): string =>
  [
    ...objectsAt(result, 'content'),
    ...objectsAt(result, 'contents'),
    ...objectsAt(result, 'messages').map((message) => objectAt(message, 'content')),
  ]
    .map((item) => textAt(item, 'text') || textAt(objectAt(item, 'resource'), 'text'))
    .filter((text) => text !== '')
    .join('\n\n')

interface Props {
  readonly offer: Offer
  readonly server: ServerClient
  readonly asked: Asked
  /** The command that asks a tool of our own server; undefined for another. */
  readonly call: string | undefined
  readonly again: () => void
}

/** An answer: its view where it is one of our own tools, its text, its structure. */
export function Answered({ offer, server, asked, call, again }: Props): VNode {
  const { args, result, error } = asked
  if (error !== undefined) return <Problem error={error} again={again} />
  if (result === undefined) return <p class="waiting">Asking …</p>
  const { structuredContent: answer } = result
  const isOwn = call !== undefined && result['isError'] !== true
  return (
    <div class="answered">
      {isOwn && offer.tool !== undefined && isRecord(answer) ? (
        <View server={server} tool={offer.tool} args={args} answer={answer} />
      ) : null}
      {/* no heading: those of a view stand above it */}
      <p class="label">Text</p>
      <LongText text={textsOf(result)} empty="(no text)" />
      <details>
        <summary>Structure</summary>
        <LongText text={JSON.stringify(result, null, 2)} empty="" />
      </details>
      {call !== undefined && offer.tool !== undefined ? (
        <p>
          In a terminal: <code>{commandFor(call, offer.tool, args)}</code>{' '}
          <small>
            A tool beyond the default ones needs the setting <code>JHE_TOOLS=all</code> there.
          </small>
        </p>
      ) : null}
    </div>
  )
}
