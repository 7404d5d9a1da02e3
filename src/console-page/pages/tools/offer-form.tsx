import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { ServerClient } from '../../api/tools.js'
import { type JsonRecord } from '../../../record.js'
import { plain, short } from '../../../picture/words/plain.js'
import { SchemaForm } from '../../parts/schema-form.js'
import { toPageError } from '../../parts/use-answer.js'
import { useUntilGone } from '../../parts/use-until-gone.js'
import { Answered, type Asked } from './answered.js'
import { readCompletions, type Offer } from './offers.js'

interface Props {
  readonly offer: Offer
  readonly server: ServerClient
  readonly call: string | undefined
  /** Whether the server completes arguments. */
  readonly completes: boolean
}

/** Characters of what a server writes of an offer. */
const longestTitle = 200
const longestAbout = 4_000

function Opened({ offer, server, call, completes }: Props) {
  const [asked, setAsked] = useState<Asked | undefined>(undefined)
  const [isBusy, setIsBusy] = useState(false)
  const gone = useUntilGone()
  const now = server.until(gone)
  const ask = async (args: JsonRecord): Promise<void> => {
    setIsBusy(true)
    setAsked({ args })
    try {
      setAsked({ args, result: await offer.ask(now, args) })
    } catch (thrown) {
      if (gone.aborted) return
      setAsked({ args, error: toPageError(thrown) })
    }
    setIsBusy(false)
  }
  const ref = completes ? offer.completes : undefined
  return (
    <>
      <p>{short(offer.about, longestAbout)}</p>
      <SchemaForm
        schema={offer.schema}
        button="Ask"
        isBusy={isBusy}
        submit={(args) => void ask(args)}
        complete={
          ref === undefined
            ? undefined
            : async (name, value, others) =>
                await readCompletions(now, ref, { name, value }, others)
        }
      />
      {asked === undefined ? null : (
        <Answered
          offer={offer}
          server={now}
          asked={asked}
          call={call}
          again={() => void ask(asked.args)}
        />
      )}
    </>
  )
}

/** One offer; its form is made when it is opened, since a server may list thousands. */
export function OfferForm(props: Props): VNode {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <details
      class="offer"
      onToggle={(event) => {
        setIsOpen(isOpen || event.currentTarget.open)
      }}
    >
      <summary>
        <code>
          <bdi>{short(plain(props.offer.title), longestTitle) || '(no name)'}</bdi>
        </code>
      </summary>
      {isOpen ? <Opened {...props} /> : null}
    </details>
  )
}
