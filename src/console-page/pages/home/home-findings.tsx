import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../../record.js'
import { objectsAt, textAt } from '../../../record-members.js'
import type { Client } from '../../api/client.js'
import { DataTable } from '../../parts/data-table.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'

const isWell = (finding: JsonRecord): boolean =>
  ['pass', 'skip'].includes(textAt(finding, 'status'))

function Findings({ client }: { readonly client: Client }) {
  const found = useAnswer(async () => objectsAt(await client.ask('/api/findings'), 'findings'), [])
  return (
    <Shown answer={found}>
      {(all) => (
        <DataTable
          caption={`${all.filter(isWell).length} of ${all.length} checks found nothing wrong`}
          columns={[
            { title: 'Check', cell: (finding) => textAt(finding, 'title') },
            { title: 'Found', cell: (finding) => textAt(finding, 'status') },
            { title: 'What was seen', cell: (finding) => textAt(finding, 'detail') },
            { title: 'What to do', cell: (finding) => textAt(finding, 'hint') || '–' },
          ]}
          rows={all.toSorted((a, b) => Number(isWell(a)) - Number(isWell(b)))}
          empty="Nothing was checked."
        />
      )}
    </Shown>
  )
}

/** What `doctor` finds; asked for by a button, since it looks at the network too. */
export function HomeFindings({ client }: { readonly client: Client }): VNode {
  const [isOpen, setIsOpen] = useState(false)
  return isOpen ? (
    <Findings client={client} />
  ) : (
    <p class="buttons">
      <button
        type="button"
        onClick={() => {
          setIsOpen(true)
        }}
      >
        Check it
      </button>
    </p>
  )
}
