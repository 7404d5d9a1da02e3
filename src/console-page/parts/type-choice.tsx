import type { VNode } from 'preact'
import { type JsonRecord } from '../../record.js'
import { textAt } from '../../record-members.js'

/** Which data type of a study is looked at; empty for any of them, where that is offered. */
export const TypeChoice = ({
  types,
  chosen,
  choose,
  any,
}: {
  readonly types: readonly JsonRecord[]
  readonly chosen: string
  readonly choose: (type: string) => void
  readonly any?: string
}): VNode => (
  <label>
    Data type{' '}
    <select
      value={chosen}
      onChange={(event) => {
        choose(event.currentTarget.value)
      }}
    >
      {any === undefined ? null : <option value="">{any}</option>}
      {types.map((type) => (
        <option value={textAt(type, 'code')} key={textAt(type, 'code')}>
          {textAt(type, 'name')}
        </option>
      ))}
    </select>
  </label>
)
