import type { VNode } from 'preact'
import { useId, useState } from 'preact/hooks'

import { type JsonRecord, isRecord } from '../../record.js'
import { short } from '../../picture/words/plain.js'
import { fieldsOf, valueOf, type FormField } from './schema-fields.js'

/** What a field shows, and how it is filled. */
interface Filled {
  readonly field: FormField
  readonly typed: string
  readonly type: (text: string) => void
  /** What the server proposes for a text, from what is typed. */
  readonly complete: ((value: string) => Promise<readonly string[]>) | undefined
}

const Choice = ({ field, typed, type }: Filled) => (
  <select
    value={typed}
    required={field.isNeeded}
    onChange={(event) => {
      type(event.currentTarget.value)
    }}
  >
    <option value="">–</option>
    {(field.kind === 'boolean' ? ['true', 'false'] : field.options).map((option) => (
      <option key={option}>{option}</option>
    ))}
  </select>
)

/** A text with what the server proposes for it. */
function Text({ field, typed, type, complete }: Filled) {
  const [proposed, setProposed] = useState<readonly string[]>([])
  const id = useId()
  const propose = (value: string): void => {
    complete?.(value).then(setProposed, () => undefined)
  }
  return (
    <>
      <input
        type="text"
        list={complete === undefined ? undefined : id}
        value={typed}
        required={field.isNeeded}
        onFocus={() => {
          propose(typed)
        }}
        onInput={(event) => {
          type(event.currentTarget.value)
          propose(event.currentTarget.value)
        }}
      />
      {complete === undefined ? null : (
        <datalist id={id}>
          {proposed.map((value) => (
            <option value={value} key={value} />
          ))}
        </datalist>
      )}
    </>
  )
}

const Field = (filled: Filled) => {
  const { field, typed, type } = filled
  if (field.kind === 'enum' || field.kind === 'boolean') return <Choice {...filled} />
  if (field.kind === 'string') return <Text {...filled} />
  const given = {
    value: typed,
    required: field.isNeeded,
    onInput: (event: { readonly currentTarget: { readonly value: string } }): void => {
      type(event.currentTarget.value)
    },
  }
  if (field.kind === 'json')
    return <textarea rows={3} placeholder="JSON" spellcheck={false} {...given} />
  return <input type="number" step={field.kind === 'number' ? 'any' : 1} {...given} />
}

export interface SchemaFormProps {
  /** JSON Schema of an object. */
  readonly schema: JsonRecord
  readonly button: string
  readonly isBusy: boolean
  readonly submit: (args: JsonRecord) => void
  /** What the server proposes for an argument, with what is typed in the others. */
  readonly complete?:
    | ((
        name: string,
        value: string,
        others: Readonly<Record<string, string>>,
      ) => Promise<readonly string[]>)
    | undefined
}

/** The one field of arguments that are written as a JSON object. */
const whole: FormField = {
  name: 'arguments',
  kind: 'json',
  options: [],
  about: 'One JSON object: these arguments have no fields of their own here.',
  isNeeded: false,
}

type Typed = Readonly<Record<string, string>>

/** What was typed; a field may have the name of a member that every object has. */
const typedIn = (typed: Typed, name: string): string =>
  Object.hasOwn(typed, name) ? (typed[name] ?? '') : ''

/** @throws SyntaxError naming the field that is no JSON */
const read = (fields: readonly FormField[], typed: Typed): Readonly<Record<string, unknown>> => {
  const args: [string, unknown][] = []
  for (const { name, kind } of fields) {
    try {
      const value = valueOf(kind, typedIn(typed, name))
      if (value !== undefined) args.push([name, value])
    } catch {
      throw new SyntaxError(`${short(name, 60)} is not JSON.`)
    }
  }
  return Object.fromEntries(args)
}

/** A form for the arguments of a tool. What it has no field for is written as JSON. */
export function SchemaForm(props: SchemaFormProps): VNode {
  const { schema, button, isBusy, submit, complete } = props
  const [typed, setTyped] = useState<Typed>({})
  const [problem, setProblem] = useState('')
  const named = fieldsOf(schema)
  const fields = named ?? [whole]
  const send = (): void => {
    try {
      const args = read(fields, typed)
      const all = named === undefined ? (args[whole.name] ?? {}) : args
      if (!isRecord(all)) throw new SyntaxError('The arguments are no JSON object.')
      setProblem('')
      submit(all)
    } catch (thrown) {
      setProblem(thrown instanceof SyntaxError ? thrown.message : 'The form failed.')
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {fields.map((field) => (
        <label key={field.name}>
          <span>
            <bdi>{short(field.name, 200)}</bdi>
            {field.isNeeded ? ' (needed)' : ''}
          </span>
          <Field
            field={field}
            typed={typedIn(typed, field.name)}
            type={(text) => {
              setTyped({ ...typed, [field.name]: text })
            }}
            complete={
              complete === undefined
                ? undefined
                : async (value) => await complete(field.name, value, typed)
            }
          />
          {field.about === '' ? null : <small>{short(field.about, 1_000)}</small>}
        </label>
      ))}
      {problem === '' ? null : <p role="alert">{problem}</p>}
      <button type="submit" disabled={isBusy}>
        {button}
      </button>
    </form>
  )
}
