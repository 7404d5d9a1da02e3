import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../../record.js'
import { textAt } from '../../../record-members.js'
import type { ServerClient } from '../../api/tools.js'
import { TypeChoice } from '../../parts/type-choice.js'
import { SilentTable } from './silent-table.js'

interface Props {
  readonly own: ServerClient
  readonly study: number
  readonly types: readonly JsonRecord[]
  /** What is asked about first; 0 for everybody. */
  readonly days: number
}

/** Days without data, by their words. */
const lengths = [
  [0, 'Everybody'],
  [7, 'Silent for a week'],
] as const

/** Who of a study has sent nothing for so many days. */
export function SilentList({ own, study, types, days: first }: Props): VNode {
  const [type, setType] = useState('')
  const [days, setDays] = useState(first)
  const codes = type === '' ? types.map((one) => textAt(one, 'code')) : [type]
  return (
    <>
      <p class="choices">
        <TypeChoice types={types} chosen={type} choose={setType} any="any" />
        <label>
          Nothing for at least{' '}
          <input
            type="number"
            min={0}
            max={3650}
            value={days}
            onChange={(event) => {
              setDays(Number(event.currentTarget.value))
            }}
          />{' '}
          days
        </label>
        {lengths.map(([length, words]) => (
          <button
            type="button"
            aria-pressed={days === length}
            onClick={() => {
              setDays(length)
            }}
            key={words}
          >
            {words}
          </button>
        ))}
      </p>
      <SilentTable own={own} study={study} types={codes} days={days} key={codes.join()} />
    </>
  )
}
