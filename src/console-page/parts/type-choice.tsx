import type { VNode } from 'preact'
import { textAt, type Json } from '../api/json.js'
import { typeName } from '../words.js'

/** Which data type of a study is looked at. */
export const TypeChoice = ({
  types,
  chosen,
  choose,
}: {
  readonly types: readonly Json[]
  readonly chosen: string
  readonly choose: (type: string) => void
}): VNode => (
  <label>
    Data type{' '}
    <select
      value={chosen}
      onChange={(event) => {
        choose(event.currentTarget.value)
      }}
    >
      {types.map((type) => (
        <option value={typeName(textAt(type, 'code'))} key={textAt(type, 'code')}>
          {textAt(type, 'name')}
        </option>
      ))}
    </select>
  </label>
)
