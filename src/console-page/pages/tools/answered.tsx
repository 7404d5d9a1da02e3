import type { VNode } from 'preact'

import type { PageError } from '../../api/client.js'
import { type JsonRecord } from '../../../record.js'
import { objectAt, objectsAt, textAt } from '../../../record-members.js'
import { Drawing } from '../../parts/drawing.js'
import { LongText } from '../../parts/long-text.js'
import { Problem } from '../../parts/shown.js'
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
  readonly asked: Asked
  /** The command that asks a tool of our own server; undefined for another. */
  readonly call: string | undefined
  readonly again: () => void
}

/** An answer: its picture where it is a trend of ours, its text, its structure. */
export function Answered({ offer, asked, call, again }: Props): VNode {
  const { args, result, error } = asked
  if (error !== undefined) return <Problem error={error} again={again} />
  if (result === undefined) return <p class="waiting">Asking …</p>
  const isTrend = call !== undefined && offer.tool === 'get_observation_trend'
  return (
    <div class="answered">
      {isTrend && result['isError'] !== true ? (
        <Drawing args={args} answer={objectAt(result, 'structuredContent')} />
      ) : null}
      <h4>Text</h4>
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
